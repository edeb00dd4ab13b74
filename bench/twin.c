/*
 * The same bucket queue over the same packed arrays as geo/streets/search.py, in C: how fast this machine can be.
 * Returns 0, or -1 if there is no memory.
 */
#include <stdint.h>
#include <stdlib.h>

typedef struct { int32_t node, next; } entry_t;

int nearest(int64_t node_count, const int64_t *start, const int32_t *packed, int64_t seed_count,
            const int32_t *seed_node, const int32_t *seed_ticks, const int32_t *seed_goal,
            int shift, int32_t bucket_count, int32_t *restrict cost, int32_t *restrict owner)
{
    const int32_t far = INT32_MAX, mask = bucket_count - 1;
    int64_t capacity = node_count + seed_count + 1024, top = 0, waiting = 0;
    int32_t spare = -1;
    int32_t *head = malloc(sizeof *head * bucket_count);
    entry_t *entry = malloc(sizeof *entry * capacity);
    if (!head || !entry)
        return -1;
    for (int64_t i = 0; i < node_count; i++) {
        cost[i] = far;
        owner[i] = -1;
    }
    for (int32_t i = 0; i < bucket_count; i++)
        head[i] = -1;
    for (int64_t s = 0; s < seed_count; s++) {
        int32_t node = seed_node[s], ticks = seed_ticks[s];
        if (ticks > cost[node] || (ticks == cost[node] && seed_goal[s] >= owner[node]))
            continue;
        cost[node] = ticks;
        owner[node] = seed_goal[s];
        int32_t slot = (ticks >> shift) & mask;
        entry[top].node = node;
        entry[top].next = head[slot];
        head[slot] = (int32_t)top++;
        waiting++;
    }
    for (int32_t bucket = 0; waiting > 0; bucket++) {
        int32_t at;
        while ((at = head[bucket & mask]) >= 0) {
            int32_t here = entry[at].node, so_far = cost[here];
            head[bucket & mask] = entry[at].next;
            entry[at].next = spare;
            spare = at;
            waiting--;
            if ((so_far >> shift) != bucket)
                continue;
            int32_t mine = owner[here];
            for (int64_t arc = start[here]; arc < start[here + 1]; arc++) {
                int32_t there = packed[2 * arc], known = cost[there];
                int64_t total = (int64_t)so_far + packed[2 * arc + 1];
                if (total > known || total >= far || (total == known && mine >= owner[there]))
                    continue;
                cost[there] = (int32_t)total;
                owner[there] = mine;
                int32_t goal = (int32_t)(total >> shift);
                if (goal != bucket && known != far && (known >> shift) == goal)
                    continue; /* it waits in that bucket already */
                int32_t place;
                if (spare >= 0) {
                    place = spare;
                    spare = entry[place].next;
                } else {
                    if (top == capacity) {
                        entry_t *wider = realloc(entry, sizeof *entry * (capacity *= 2));
                        if (!wider)
                            return -1;
                        entry = wider;
                    }
                    place = (int32_t)top++;
                }
                entry[place].node = there;
                entry[place].next = head[goal & mask];
                head[goal & mask] = place;
                waiting++;
            }
        }
    }
    free(head);
    free(entry);
    return 0;
}
