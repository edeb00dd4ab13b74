"""Tell names of persons from names of places, shops and offices: a usual surname in front, and no place behind."""

import re

from geo.readers.cells import plain_text

__all__ = ["COMMON_SURNAMES", "SURNAMES", "has_common_surname", "is_person_name", "names_a_person"]

#: Well over half of all people have one of these; of places and shops that begin with a surname far fewer do.
COMMON_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹張劉陳楊黃趙吳孫馬羅鄭謝許鄧韓馮"

#: The usual surnames of one character, also as they are written in Hong Kong and Taiwan.
SURNAMES = COMMON_SURNAMES + (
    "彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎"
    "史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪辛柯庄牛樊葛邢安齐殷颜兰章梅盛童霍申焦左柳甘祝包宁尚符舒阮柴"
    "纪单欧季裴鲍詹路岳涂成关游翟骆冉靳管古时车华饶凌卓连温项卜伍倪蓝缪储褚聂尤毕苗谷曲宫瞿穆窦池巫房全解党占代丘滕屈"
    "俞卫景鲁费裘丛佟柏邝简艾耿臧喻粟桂敖苟晏隋商佘栾娄冼麦巩冷阳荆楚蒲应花蔺牟司郁宗邬查练官鄢邸匡谌刁原满钮封荣郎"
    "闵揭阙桑席边卞茅狄嵇仇宣翁茹冀闻莘幸寇仲雍璩濮扈燕郦竺麻危虞支昝盖於惠糜芮羿储靖汲邴松井富乌焦巴弓牧隗山侴"
    "蕭葉蘇呂盧鍾譚陸賈鄒龍賀顧龔萬錢嚴湯喬賴莊齊顏蘭紀單歐鮑塗關駱車華饒連溫項藍繆聶畢宮竇費簡應韋蔣閻"
)
_COMPOUND = "欧阳|上官|司马|诸葛|司徒|皇甫|夏侯|尉迟|公孙|慕容|令狐|长孙|宇文|端木|轩辕|南宫|独孤|歐陽|司馬|諸葛"
_ONE = f"[{SURNAMES}]"
_HANZI = r"[\u3400-\u9fff]"
_PERSON = re.compile(f"(?:{_COMPOUND}){_HANZI}{{1,2}}|{_ONE}{_HANZI}{{1,2}}")
_PERSON_LONG = re.compile(f"(?:{_COMPOUND}){_HANZI}{{1,2}}|{_ONE}{_HANZI}{{1,3}}")
_WITH_DOT = re.compile(f"{_HANZI}{{2,8}}(?:[·•・]{_HANZI}{{1,8}}){{1,3}}")
_ANY_HANZI = re.compile(f"{_HANZI}{{2,4}}")
_LATIN = re.compile(r"[A-Z][a-z]+(?:[ .'-]+[A-Z][a-z]*){1,3}")

#: What ends in one of these is an office, a place or a shop, also where a person is expected.
_OFFICE_END = re.compile(
    r"[村厝店队办会局所站部处室组院厂馆街路巷弄号镇乡县区楼栋幢校司行铺庙寺屋社厅科]$|"
    r"(?:物业|企业|公司|集团|银行|医院|学校|中心|超市|广场|花园|小区|新村|社区|支部|党委|居委|村委|协会|市场|食堂|驿站|工作室|保安|前台)$"
)
#: These end places, and now and then a given name.
_PLACE_END = re.compile(
    r"[园苑府城亭门口墩坑岙坪头尾庄寨屯堡圩埔坂垅沟岭坡洞井塘阁湾湖桥港岛家房宅坊堂集岗冲洼坳汀洲渡埠浦滩垟墘窑尖岐澳屿礁市郡邸座"
    r"营畈窝堰塬里田仔铭厦轩台寓邨庵观祠庭居舍场]$"
)
_SHOP = re.compile(f"{_ONE}[记氏]|{_ONE}家{_HANZI}?$")
#: Words that begin like a surname and are none.
_WORDS = re.compile(
    "高中|高层|高龄|高职|高新区|方案|方便|安置|安置房|安全|安保|安保部|常住|常驻|常委|常务|万元|万人|江西|江西省|"
    "江苏|江苏省|安徽|安徽省|云南|文化|文员|文书|文盲|金融|金属|白天|时间|时段|成人|成员|成年|包干|单身|单位|单元|"
    "单亲|项目|古城|花园|全部|全天|全日|全职|全体|全年|党员|党委|向阳|华侨|温馨|温州|温州市|宁德|宁德市|福建|车库|"
    "车位|车棚|路口|路边|路灯|管理|管理员|关闭|解决|代理|代办|代管|商住|商业|商铺|商务|应急|支部|富裕|原址|满意|"
    "边缘|花坛|连片|房屋|房东|房产|石材|石油|金牌|左侧|左边|古树|冷库|水电|林地|林业|田地|马路|高速|池塘|山地|万科|"
    "万达|万科物业|华润|金地|龙湖|安居|康养|康复|文体|文具|成品|全科|全托|全日制|石狮|石狮市|金华|金华市|武汉|武汉市|"
    "成都|成都市|宁波|宁波市|明确|无人|空缺|待定|暂无|没有|未知|不详|空置|出租|空房|保密|未配备|已配备|自管|物业|"
    "社区|居委|村委|不明|未定|暂缺|已故|未填|同上|搬离|外出|拆迁|拆除|其他|其它|合计|小计|总计|本人|集体|政府"
)
_SEPARATORS = re.compile(r"[、,，;；/|\s:：+&]+")
_ASIDE = re.compile(r"[(\[（【].*?[)\]）】]|\d[\d\s-]*")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_LONGEST_CELL = 60


def is_person_name(cell: object) -> bool:
    """
    Tell whether a whole cell is a name as persons have and hardly a place has: 王小明, 欧阳娜, 王 明.

    Names of four characters with a simple surname are left to the header to decide: so are many shops.
    """
    if not isinstance(cell, str) or len(cell) > _LONGEST_CELL:
        return False
    text = _INVISIBLE.sub("", cell)
    if not _PERSON.fullmatch(text):
        return bool("·" in text and _WITH_DOT.fullmatch(text))
    return not (_OFFICE_END.search(text) or _PLACE_END.search(text) or _SHOP.match(text) or _WORDS.fullmatch(text))


def has_common_surname(cell: str) -> bool:
    """Tell whether a name begins with one of `COMMON_SURNAMES`."""
    return cell.lstrip()[:1] in COMMON_SURNAMES


def names_a_person(cell: object, *, is_sure: bool = False) -> bool:
    """
    Tell whether a cell below the header of a person names one, alone or among others: 王小明(兼)、李红 13800138000.

    With `is_sure`, below 姓名, rare surnames and names in Latin letters count too.
    """
    text = plain_text(cell)
    if not text or len(text) > _LONGEST_CELL:
        return False
    whole = _INVISIBLE.sub("", _ASIDE.sub("", text))
    parts = [whole, *_SEPARATORS.split(_ASIDE.sub(" ", text))]
    return any(_names_one(part, is_sure) for part in parts) or bool(is_sure and _LATIN.fullmatch(text))


def _names_one(text: str, is_sure: bool) -> bool:
    if _OFFICE_END.search(text) or _WORDS.fullmatch(text):
        return False
    pattern = _ANY_HANZI if is_sure else _PERSON_LONG
    return bool(pattern.fullmatch(text) or _WITH_DOT.fullmatch(text))
