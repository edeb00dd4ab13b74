"""Say what each kind of facility offers, when it is open, and how many households it can serve."""

__all__ = ["CAPACITIES", "FLOOR_AREAS_M2", "HOURS", "OFFERS"]

_OFFICE = "Mo-Fr 08:30-12:00,14:30-17:30"
_OFFICE_SAT = "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00"
_EVENING = "Mo-Su 08:00-21:30"
_MEALS = "Mo-Su 06:30-08:30,11:00-13:00,17:00-18:30"

#: kind (with its tier for centres) -> the hours to choose from, in OpenStreetMap's opening_hours.
HOURS = {
    "city": ("Mo-Su 08:30-21:00",),
    "street": ("Mo-Fr 08:30-17:30; Sa-Su 09:00-17:00", "Mo-Fr 08:30-20:30; Sa 09:00-17:00"),
    "community": (_OFFICE_SAT, "Mo-Fr 08:30-17:30", _OFFICE, "Mo-Fr 08:00-20:00; Sa-Su 09:00-17:00", _OFFICE_SAT),
    "red_post": ("Mo-Su 08:00-21:00", "Mo-Fr 14:30-21:00; Sa-Su 09:00-21:00", "Mo-Sa 09:00-18:00"),
    "rider_station": ("24/7", "Mo-Su 07:00-23:00", "24/7", "Mo-Su 09:00-21:00", "Mo-Fr 09:00-18:00"),
    "elder_canteen": (_MEALS, "Mo-Su 10:30-13:00,16:30-18:30", "Mo-Fr 10:30-13:00"),
    "fitness": ("24/7", _EVENING, "Mo-Su 06:00-22:00", "24/7"),
    "training": ("Mo-Fr 14:30-21:00; Sa-Su 09:00-21:00", "Tu-Su 09:00-20:30", _OFFICE),
    "childcare": ("Mo-Fr 07:30-18:00", "Mo-Fr 16:00-20:30; Sa 08:30-17:30"),
    "medical": ("Mo-Su 08:00-17:30", "Mo-Sa 08:00-12:00,14:30-20:00", "24/7"),
    "other_open": ("Mo-Su 09:00-21:00", _OFFICE_SAT, "Sa-Su 09:00-17:00"),
    "kiosk": ("24/7", "Mo-Su 08:30-21:00", "Mo-Su 07:00-23:00"),
    "talk_point": ("Mo-Fr 15:00-17:30", "We 19:00-21:00; Sa 15:00-17:30", "Mo-Su 08:00-20:00"),
    "wet_market": ("Mo-Su 05:30-19:00",),
    "school": ("Mo-Fr 07:20-17:40",),
    "park": ("24/7", "Mo-Su 05:30-22:30"),
    "toilet": ("24/7", "Mo-Su 05:30-23:00"),
}

#: kind or tier -> services; those with hours of their own stand with them.
OFFERS: dict[str, tuple[tuple[str, str], ...]] = {
    "city": (("party_service", ""), ("affairs_hall", "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00"),
        ("council_hall", ""), ("training", ""), ("reading", ""), ("self_service", "24/7"), ("rider_rest", "")),
    "street": (("party_service", ""), ("affairs_hall", "Mo-Fr 08:30-12:00,14:30-17:30"), ("council_hall", ""),
        ("training", ""), ("reading", ""), ("self_service", "Mo-Su 08:30-21:00")),
    "community": (("party_service", ""), ("affairs_hall", "Mo-Fr 08:30-12:00,14:30-17:30"), ("council_hall", ""),
        ("reading", "")),
    "red_post": (("party_service", ""), ("council_hall", "")),
    "rider_station": (("rider_rest", ""),),
    "elder_canteen": (("elder_meal", ""),),
    "fitness": (("fitness", ""),),
    "training": (("training", ""),),
    "childcare": (("childcare", ""),),
    "medical": (("medical", ""),),
    "other_open": (("other", ""),),
    "kiosk": (("self_service", ""),),
    "talk_point": (("council_hall", ""),),
    "wet_market": (("market", ""),),
    "school": (("school", ""),),
    "park": (("park", ""),),
    "toilet": (("other", ""),),
}  # fmt: skip

#: Households it can serve, least and most; floor area, least and most (centres have theirs in `facilities`).
CAPACITIES = {
    "city": (20000, 20000), "street": (9000, 12000), "community": (2200, 3600), "red_post": (250, 600),
        "rider_station": (200, 500),
    "elder_canteen": (300, 900), "fitness": (800, 2500), "training": (600, 1800), "childcare": (400, 1200),
        "medical": (1800, 4500),
    "other_open": (500, 1500), "kiosk": (1500, 3000), "talk_point": (300, 900), "wet_market": (6000, 12000),
        "school": (2500, 5000),
    "park": (3000, 9000), "toilet": (800, 1500),
}  # fmt: skip
FLOOR_AREAS_M2 = {
    "red_post": (30, 120), "rider_station": (12, 45), "elder_canteen": (60, 260), "fitness": (120, 800),
        "training": (90, 500), "childcare": (150, 600),
    "medical": (120, 700), "other_open": (60, 400), "kiosk": (4, 15), "talk_point": (20, 60),
    "wet_market": (1200, 3200),
    "school": (6000, 14000), "park": (0, 0), "toilet": (30, 80),
}  # fmt: skip
