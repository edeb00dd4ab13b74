// The texts of the editor, their figures filled in; a text that is missing shows its name rather than nothing.

/** A function from key and values to text. */
export function speaker(words, language) {
  const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  say.language = language;
  return say;
}

export const whole = (n) => Math.round(n).toLocaleString('en-US');

export const hectares = (area) => (area / 10_000).toFixed(area < 100_000 ? 2 : 1);

/** A signed share in whole percent, with a true minus. */
export function signed(share) {
  const percent = Math.round(share * 100);
  return percent < 0 ? `−${-percent}%` : `+${percent}%`;
}

/** Square metres below a hectare, hectares above. */
export function land(area, say) {
  return area < 10_000 ? say('square_metres', { n: whole(area) }) : say('hectares', { n: hectares(area) });
}
