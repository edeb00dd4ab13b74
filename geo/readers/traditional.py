"""Write headers and the words beside a table in simplified characters, however they came."""

__all__ = ["simplified"]

#: Only what stands in headers, units, totals and signatures: names and other cells stay as they are.
_SIMPLIFIED = str.maketrans(
    "稱經緯戶數樓層積區類開時間編號設點單棟總齡殘網格屬鎮鄉營業門狀態來備註標題種別級務項內容築價資計東場機構廠處問"
    "圍牆學實會兒歲嬰從長負責質費選鋪話詳聯絡繫繪範統細閉橋權碼園報辦審製複覆簽蓋據說險療醫館買賣廳",
    "称经纬户数楼层积区类开时间编号设点单栋总龄残网格属镇乡营业门状态来备注标题种别级务项内容筑价资计东场机构厂处问"
    "围墙学实会儿岁婴从长负责质费选铺话详联络系绘范统细闭桥权码园报办审制复复签盖据说险疗医馆买卖厅",
)


def simplified(text: str) -> str:
    """Return a header or a label in simplified characters."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)
