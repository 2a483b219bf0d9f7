"""The smallest complete data folder: two organisations and all that they refer to."""

from pathlib import Path

from profiles.loading.files import LANGUAGES, SECTORS

NAMES = "name_en,name_de,name_fr,name_ja"
ACTORS = "id,side,kind,name_en,name_native,country,code,lat,lon,lang,topics,description,sectors"

FILES = {
    "sectors.csv": [
        f"sector,{NAMES},{','.join(f'description_{language}' for language in LANGUAGES)}",
        *(f"{slug},{','.join([slug] * 4)},{','.join(['About'] * 4)}" for slug in SECTORS),
    ],
    "topic_groups.csv": [f"group,{NAMES}", "power,Power,Kraft,Force,電力"],
    "topics.csv": [
        f"topic,group,{','.join(SECTORS)},{NAMES},"
        + ",".join(f"synonyms_{language}" for language in LANGUAGES),
        "hydrogen,power,0,0,0,0.5,0,0,1,Hydrogen,Wasserstoff,Hydrogène,水素,H2 | fuel cell,,,",
        "sake,power,0,1,0,0,0.4,0,0,Sake,Sake,Saké,日本酒,,,,",
    ],
    "cooperation_types.csv": [f"slug,{NAMES}", "joint-rd,Joint R&D,Forschung,Recherche,共同研究"],
    "target_areas.csv": [
        f"slug,kind,parent,{NAMES}",
        "africa,world_region,,Africa,Afrika,Afrique,アフリカ",
        "kenya,country,africa,Kenya,Kenia,Kenya,ケニア",
    ],
    "places.csv": [
        f"code,kind,side,{NAMES},name_native,lat,lon,time_zone,jis_code",
        "DE,country,europe,Germany,Deutschland,Allemagne,ドイツ,Deutschland,51,10,Europe/Berlin,",
        "DEA,nuts1,europe,NRW,NRW,NRW,NRW,NRW,51.4,7.5,Europe/Berlin,",
        "JP,country,japan,Japan,Japan,Japon,日本,日本,36,138,Asia/Tokyo,",
        "JP-07,prefecture,japan,Fukushima,Fukushima,Fukushima,福島県,福島県,37.4,140.1,Asia/Tokyo,07",
    ],
    "actors.csv": [
        ACTORS,
        "de-nw,EU,region,NRW,Land NRW,DE,DEA,51.4,7.5,de,hydrogen,Stahl.,energy:0.8;trade:0.4",
        "jp-07,JP,prefecture,Fukushima,福島県,JP,07,37.4,140.1,ja,hydrogen;sake,水素。,energy:0.9",
    ],
    "offers_needs.csv": [
        "actor,direction,lang,text,text_en,text_de,text_fr,text_ja,topics,cooperation",
        "de-nw,offer,de,Wir zeigen Anlagen.,We show plants.,,,,hydrogen,joint-rd",
        "jp-07,need,ja,技術を探しています。,,,,,hydrogen,",
    ],
}


def write_small_data(folder: Path) -> Path:
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace what stands exactly once in one of the files."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def append(folder: Path, name: str, *lines: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
