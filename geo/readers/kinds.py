"""Tell which facility kind a place is, from its tags, its name or a word in a table; "unknown" when nothing says so."""

from geo.vocabulary import FACILITY_KINDS

__all__ = [
    "POI_KEYS",
    "SERVICE_OF_KIND",
    "building_kind_from_text",
    "kind_from_name",
    "kind_from_tags",
    "kind_from_text",
]

#: The keys that make an OpenStreetMap object a point of interest.
POI_KEYS = ("amenity", "shop", "leisure", "tourism", "office", "healthcare")

#: What each kind offers, in the words of geo.vocabulary.SERVICE_KINDS; a kind that is not here says nothing of its
#: services.
SERVICE_OF_KIND = {
    "party_centre": "party_service",
    "community_station": "party_service",
    "red_post": "party_service",
    "rider_station": "rider_rest",
    "elder_canteen": "elder_meal",
    "fitness": "fitness",
    "training": "training",
    "childcare": "childcare",
    "medical": "medical",
    "kiosk": "self_service",
    "talk_point": "council_hall",
    "wet_market": "market",
    "convenience": "market",
    "school": "school",
    "park": "park",
}

_KIND_OF_TAG = {
    "amenity": {
        "hospital": "medical", "clinic": "medical", "doctors": "medical", "dentist": "medical",
        "health_post": "medical", "pharmacy": "pharmacy", "school": "school",
        "kindergarten": "childcare", "childcare": "childcare", "marketplace": "wet_market", "toilets": "toilet",
        "library": "other_open", "community_centre": "other_open",
        "social_centre": "other_open", "arts_centre": "other_open", "training": "training",
        "language_school": "training", "music_school": "training", "prep_school": "training",
    },
    "healthcare": {
        "hospital": "medical", "clinic": "medical", "doctor": "medical", "dentist": "medical", "centre": "medical",
        "pharmacy": "pharmacy",
    },
    "shop": {"convenience": "convenience", "supermarket": "convenience"},
    "leisure": {
        "park": "park", "fitness_centre": "fitness", "fitness_station": "fitness", "sports_centre": "fitness",
        "sports_hall": "fitness",
    },
}  # fmt: skip
_NOT_PUBLIC = ("private", "no", "members", "customers")

#: Parts of names that leave no doubt, the first match counts. A party-mass service name is judged by its level instead.
_KIND_OF_NAME = (
    (("红色驿站", "近邻驿站"), "red_post"),
    (("小哥驿站", "骑手驿站", "户外劳动者", "工会驿站"), "rider_station"),
    (("长者食堂", "孝老食堂", "老年食堂", "老年助餐", "助餐点"), "elder_canteen"),
    (("农贸市场", "菜市场"), "wet_market"),
    (("托育", "托管中心"), "childcare"),
    (("自助服务终端", "自助服务机"), "kiosk"),
    (("议事厅", "说事点", "说事室"), "talk_point"),
    (("卫生服务中心", "卫生服务站"), "medical"),
    (("社区服务站", "社区服务中心", "社区居委会"), "community_station"),
)
_PARTY_SERVICE = "党群服务"
_COMMUNITY_LEVEL = ("社区", "村", "站")
_STREET_LEVEL = ("街道", "镇党群", "乡党群")

_KIND_OF_WORD = {label: kind for kind, label in FACILITY_KINDS.items()} | {
    "党群服务站": "community_station",
    "红色驿站": "red_post",
    "骑手驿站": "rider_station",
    "老年食堂": "elder_canteen",
    "孝老食堂": "elder_canteen",
    "食堂": "elder_canteen",
    "健身": "fitness",
    "培训": "training",
    "托育": "childcare",
    "幼儿园": "childcare",
    "医疗": "medical",
    "卫生服务站": "medical",
    "医院": "medical",
    "菜市场": "wet_market",
    "小学": "school",
    "中学": "school",
    "公园": "park",
    "药房": "pharmacy",
    "便利店": "convenience",
    "超市": "convenience",
    "公厕": "toilet",
}


def kind_from_name(name: str) -> str:
    """Return the facility kind that a Chinese name states outright, "unknown" if it does not."""
    if _PARTY_SERVICE in name:
        is_street_level = any(word in name for word in _STREET_LEVEL) and "社区" not in name
        is_community_level = any(word in name for word in _COMMUNITY_LEVEL) and not is_street_level
        return "community_station" if is_community_level else "party_centre"
    return next((kind for words, kind in _KIND_OF_NAME if any(word in name for word in words)), "unknown")


def kind_from_tags(tags: dict[str, str]) -> str:
    """
    Return the facility kind of an OpenStreetMap object, "unknown" unless its name or its tags say so.

    What is not open to the public is "unknown", and so are sports pitches and universities: most belong to a school,
    and nothing tells them from those that are open.
    """
    if tags.get("access") in _NOT_PUBLIC:
        return "unknown"
    stated = kind_from_name(tags.get("name", ""))
    if stated != "unknown":
        return stated
    found = (kinds.get(tags.get(key, "")) for key, kinds in _KIND_OF_TAG.items())
    return next((kind for kind in found if kind), "unknown")


#: Parts of what offices write about the use of a building, the first match counts.
_BUILDING_KINDS = (
    (("高层",), "high_rise"),
    (("小高层", "中高层"), "mid_rise"),
    (("自建", "民房", "民宅", "平房"), "self_built"),
    (("宿舍", "公寓"), "dormitory"),
    (("多层", "住宅", "居住", "居民", "安置", "商品房", "回迁"), "residential"),
    (("学校", "教学", "幼儿园"), "school"),
    (("医院", "卫生"), "medical"),
    (("办公", "行政", "写字"), "office"),
    (("商业", "商铺", "店面", "商场", "市场"), "shop"),
    (("厂房", "工业", "仓库", "仓储"), "industrial"),
)


def building_kind_from_text(text: str) -> str:
    """Return the kind of building a table's cell means; our own words and what says nothing stay as they are."""
    word = str(text or "").strip()
    if not word or word.isascii():
        return word or "residential"
    if "小高层" in word or "中高层" in word:
        return "mid_rise"
    return next((kind for words, kind in _BUILDING_KINDS if any(part in word for part in words)), "other")


def kind_from_text(text: str) -> str:
    """Return the facility kind a table's cell means: our own word for it, its Chinese name or a usual short form."""
    word = text.strip()
    if word in FACILITY_KINDS:
        return word
    return _KIND_OF_WORD.get(word, kind_from_name(word))
