"""Say what the header of a column makes likely about its cells; whether it is so, the cells themselves decide."""

import re
from dataclasses import dataclass

from geo.readers.cells import plain_text, without_gaps

__all__ = ["HeaderWords", "header_words"]

_ID_NUMBER = re.compile(
    r"身份证|身份號|身份号|证件号|證件號|公民身份|sfz|id_?card|identity|(?:^|_)id_?(?:no|num|number)$"
)
_PHONE = re.compile(
    r"电话|手机|電話|手機|联系方式|联系号码|座机|热线|传真|telephone|(?:^|_)tel|phone|mobile|(?:^|_)(?:fax|cell|contacts?)(?:_|$)"
)
_CARD = re.compile(r"银行|卡号|账号|帐号|bank|card_?(?:no|num)|account")
_BIRTH = re.compile(r"出生(?!人|率|数|地|医|点|缺)|生日|birth(?!s|_?rate|_?place)|(?:^|_)dob(?:_|$)")
_OTHER_DATE = re.compile(
    r"[建填报签领发修创]|竣工|完工|开工|交付|更新|采集|统计|截止|成立|注册|登记|开业|启用|挂牌|验收|巡查|检查|走访|入党|入住|办理|受理|录入|"
    r"有效|到期|数据|开放|built|build|constr|as_?of|report|updat|creat|modif|open|start|end|valid|survey|install|complet|acqui"
)
#: Numbers that are codes or measures, however much they look like something else.
_CODE = re.compile(
    r"编号|编码|代码|編號|代碼|序号|单号|信用|楼号|房号|门牌|条码|流水|经度|纬度|坐标|面积|造价|投资|金额|预算|费用|产值|人口|人数|户数|"
    r"(?:^|_)(?:[fguo]?id|ids|osm|code|no|num|number|ref|key|index|uuid|poi|x|y|z|lon|lng|lat|gdp|m2|m)\d*(?:_|$)|osm|objectid|code$|"
    r"longitude|latitude|easting|northing|area|cost|price|yuan|amount|budget|people|population|households"
)
_MORE = r"(?:姓名|名字|名单|名|人|[1-9一二三])?(?:[及和与、/(（].*)?$"
_HEAD = re.compile(
    r"(?:网格|楼栋|楼|栋|幢|单元|片区|片|路|街|巷|组|楼道|门栋|庭院|院|点|户|邻|里弄)长"
    + _MORE
    + r"|网格(?:管理|服务)?员"
    + _MORE
    + "|"
    r"网格(?:负责|责任)人|(?:^|_)(?:heads?|grid_workers?|patrol_heads?)(?:_?name)?$"
)
_PERSON = re.compile(
    r"(?:户主|戶主|业主|房东|租户|租客|承租人|住户|居民|村民|老人|老年人|儿童|学生|家长|监护人|残疾人|对象|党员|书记|主任|队长|站长|所长|校长|"
    r"园长|馆长|经理|法人|代表人|[经承]办人|[填申上]报人|填表人|制表人|审核人|登记人|采集人|录入人|走访人|干部|店主|老板|经营者|骑手|小哥|志愿者|"
    r"医生|村医|民警|辅警|调解员|专员|管理员|管家|联系人|聯絡人|联络人|联络员|负责人|負責人|责任人|包[联片保]人|家属|配偶|人员|成员)"
    + _MORE
    + r"|(?:^|_)(?:contacts?|contact_person|persons?|owners?|residents?|house_?holders?|managers?|leaders?|chiefs?|"
    r"principal|applicants?|tenants?|landlords?|supervisors?|staff|members?|secretary|director|coordinator)(?:_?name)?$"
)
_PERSON_NAME = re.compile(
    r"姓名|户主|戶主|(?:^|_)(?:first|last|given|family)_?name$|surname|(?:person|contact|owner|resident|householder|head|manager)_?name$"
)
#: Below these stand places, offices and kinds, which are often called after somebody.
_PLACE = re.compile(
    r"社区|村|小区|街|路|巷|楼|栋|幢|网格|单元|地址|住址|位置|地点|地名|场所|设施|站|店|铺|商户|单位|机构|企业|公司|学校|医院|项目|物业|片区|区域|"
    r"乡|镇|县|市|省|籍贯|类|种|性质|状态|等级|级别|来源|服务|原因|标题|民族|关系|学历|文化程度|职业|职务|"
    r"addr|street|road|communit|village|compound|building|district|place|facilit|shop|compan|unit|site|area|city|town|"
    r"county|type|kind|categ|status|source|level|title|reason|service|grid|amenity|highway"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """
    What a header says its column holds.

    `is_head` is a person responsible for a place, of whom it matters whether there is one; `is_person_name` says
    outright that these are names; `is_code` means codes and measures, `is_other_date` a date that is nobody's birth.
    """

    is_id_number: bool = False
    is_phone: bool = False
    is_card: bool = False
    is_birth: bool = False
    is_other_date: bool = False
    is_code: bool = False
    is_head: bool = False
    is_person: bool = False
    is_person_name: bool = False
    is_place: bool = False


def header_words(header: object) -> HeaderWords:
    """Return what a header in Chinese or English says about its column; a header nobody knows says nothing."""
    whole = _CAMEL.sub("_", without_gaps(plain_text(header))).lower().replace(" ", "_").strip("_")
    key = _IN_BRACKETS.sub("", whole).strip("_") or whole
    is_numbered = any(pattern.search(whole) for pattern in (_ID_NUMBER, _PHONE, _CARD))
    is_head = bool(_HEAD.search(key))
    is_person = is_head or bool(_PERSON.search(key) or _PERSON_NAME.search(key))
    return HeaderWords(
        is_id_number=bool(_ID_NUMBER.search(whole)),
        is_phone=bool(_PHONE.search(whole)),
        is_card=bool(_CARD.search(whole)),
        is_birth=bool(_BIRTH.search(whole)),
        is_other_date=bool(_OTHER_DATE.search(whole)) and not _BIRTH.search(whole),
        is_code=bool(_CODE.search(key)) and not is_numbered and not is_person,
        is_head=is_head,
        is_person=is_person,
        is_person_name=bool(_PERSON_NAME.search(key)),
        is_place=bool(_PLACE.search(key)) and not is_person,
    )
