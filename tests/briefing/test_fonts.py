"""The typeface: set up from the package, whole enough for rare names, and missing characters are named."""

import pytest
from matplotlib import font_manager

from geo.briefing.typeface import font, missing_characters, register_fonts, text_width_mm
from geo.errors import BrokenFileError, NoSuchFileError, SettingError
from pages.assets.fonts import FONT_PACKAGE, build_fonts


def gbk_characters():
    for high in range(0x81, 0xFF):
        for low in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            text = bytes((high, low)).decode("gbk", errors="ignore")
            if len(text) == 1 and not 0xE000 <= ord(text) <= 0xF8FF:
                yield text


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_every_character_of_gbk_but_one_sign_can_be_drawn(weight):
    assert missing_characters("".join(gbk_characters()), weight) == ("≒",)


def test_the_words_of_names_in_gb18030_beyond_gbk_can_be_drawn():
    assert missing_characters("㛃䶮㙍㵲" + "".join(map(chr, range(0x3400, 0x4DB6)))) == ()


def test_a_missing_character_is_named_once_in_order():
    assert missing_characters("好😀a\U00031350😀\n") == ("😀", "\U00031350")


def test_missing_fonts_say_what_to_run(tmp_path):
    with pytest.raises(SettingError, match=r"NotoSansSC-Regular.ttf, NotoSansSC-Bold.ttf .*`make setup`"):
        register_fonts(tmp_path)


def test_the_sheet_never_falls_back_to_a_font_of_the_machine():
    assert str(font(9, "bold").get_file()).endswith("NotoSansSC-Bold.ttf")
    assert any(entry.name == "Noto Sans SC" for entry in font_manager.fontManager.ttflist)


def test_a_chinese_character_is_one_em_wide():
    # 10 pt of 1/72 inch each
    assert text_width_mm("覆盖", 10) == pytest.approx(2 * 10 * 25.4 / 72)
    assert text_width_mm("覆盖", 10, "bold") == pytest.approx(2 * 10 * 25.4 / 72)


def test_fonts_are_copied_with_their_licence(tmp_path):
    package = tmp_path / "node_modules" / FONT_PACKAGE
    regular, bold = register_fonts()
    for source, inside in ((regular, "400Regular/NotoSansSC_400Regular.ttf"), (bold, "700Bold/NotoSansSC_700Bold.ttf")):
        (package / inside).parent.mkdir(parents=True)
        (package / inside).symlink_to(source)
    (package / "LICENSE_FONT").write_text("SIL Open Font License 1.1", encoding="utf-8")
    written = build_fonts(tmp_path / "node_modules", tmp_path / "fonts")
    assert [path.name for path in written] == ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"]
    assert {path.name for path in (tmp_path / "fonts").iterdir()} == {*(path.name for path in written), "OFL.txt"}
    assert not any(path.is_symlink() for path in written)
    assert register_fonts(tmp_path / "fonts") == tuple(written)


def test_a_package_that_is_not_installed_is_named(tmp_path):
    with pytest.raises(NoSuchFileError, match=r"noto-sans-sc 0\.4\.3 is not installed"):
        build_fonts(tmp_path, tmp_path / "fonts")


def test_a_broken_font_is_refused(tmp_path):
    package = tmp_path / FONT_PACKAGE
    for inside in ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf", "LICENSE_FONT"):
        (package / inside).parent.mkdir(parents=True, exist_ok=True)
        (package / inside).write_bytes(b"not a font")
    with pytest.raises(BrokenFileError, match="is not a TrueType font"):
        build_fonts(tmp_path, tmp_path / "fonts")
    assert not (tmp_path / "fonts").exists()
