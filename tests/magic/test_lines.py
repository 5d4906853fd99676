"""Whole lines, as people type them, from the cell to the value or the complaint."""

import pytest

from apivideo_nb.magic.expand import expand
from apivideo_nb.magic.parser import parse
from apivideo_nb.magic.split import split

NAMES = {
    "path": "/clips/my talk (1).mp4",
    "title": 'She said "yes" -- twice',
    "price": "$5 {off}",
    "n": 3,
    "folder": "C:\\new\\",
}

GOOD = {
    # quotes
    "upload a.mp4 --title 'My \"best\" talk'": {"title": 'My "best" talk'},
    'upload a.mp4 --title "it\'s on"': {"title": "it's on"},
    'upload a.mp4 --title My" long "talk': {"title": "My long talk"},
    "upload a.mp4 --title ''": {"title": ""},
    # equals signs
    "upload a.mp4 --title=a=b=c": {"title": "a=b=c"},
    "upload a.mp4 --title='a b'": {"title": "a b"},
    "upload a.mp4 --meta formula=E=mc2": {"metadata": {"formula": "E=mc2"}},
    "upload a.mp4 --meta 'full name=Ada L'": {"metadata": {"full name": "Ada L"}},
    # spaces, quotes and options in expanded values
    "upload {path}": {"source": "/clips/my talk (1).mp4"},
    "upload $path --title {title}": {"title": 'She said "yes" -- twice'},
    "upload {path} --title={title}": {"title": 'She said "yes" -- twice'},
    'upload a.mp4 --title "Lesson {n}: {title}"': {
        "title": 'Lesson 3: She said "yes" -- twice'
    },
    "upload a.mp4 --title {price}": {"title": "$5 {off}"},
    "upload a.mp4 --title {'-'.join(str(i) for i in range(n))}": {"title": "0-1-2"},
    # backslashes
    r"upload C:\new\talk.mp4": {"source": r"C:\new\talk.mp4"},
    r'upload "C:\My Clips\talk.mp4"': {"source": r"C:\My Clips\talk.mp4"},
    r"upload {folder}talk.mp4": {"source": r"C:\new\talk.mp4"},
    r"upload a.mp4 --title 'a\nb'": {"title": r"a\nb"},
    # Unicode
    "upload été.mp4 --title Zażółć --tag 日本 --tag 🎬": {
        "source": "été.mp4",
        "title": "Zażółć",
        "tags": ("日本", "🎬"),
    },
    "upload a.mp4 --title '«ça\u00a0va»'": {"title": "«ça\u00a0va»"},
    # URLs with $ and {}
    "upload https://h/a?cost=$5&x={{y}}": {"source": "https://h/a?cost=$5&x={y}"},
    "upload https://h/$$n.mp4": {"source": "https://h/$n.mp4"},
    "upload https://h/{n}/a.mp4?q=1#t=2": {"source": "https://h/3/a.mp4?q=1#t=2"},
    "upload 'https://h/$n.mp4'": {"source": "https://h/$n.mp4"},
    "upload a.mp4 --title '{{\"json\":1}}'": {"title": '{"json":1}'},
}

BAD = {
    '%apivideo upload a.mp4 --title "open': 'no closing "',
    "%apivideo upload it's.mp4": "no closing '",
    "%apivideo upload a.mp4 --titel x": "did you mean '--title'",
    "%apivideo update v --privat": "did you mean '--private'",
    "%apivideo upload a.mp4 --=x": "no option --",
    "%apivideo upload a.mp4 -title x": "did you mean '--title'",
    "%apivideo upload {pth}": "there is no variable 'pth'",
    "%apivideo upload {path.nope}": "has no attribute 'nope'",
    "%apivideo upload $zzqq": "write $$ for a dollar sign",
    "%apivideo upload {1/0}": "ZeroDivisionError",
    "%apivideo upload https://h/{id_of}.mp4": "there is no variable 'id_of'",
    "%apivideo upload my talk.mp4": "quotes hold a value",
    "%apivideo capshuns v en a.vtt": "did you mean 'captions'",
    "%apivideo captions v": "LANG, FILE",
    "%apivideo thumbnail v --at 1:75": "is not a time",
    "%apivideo list --limit -1": "--limit",
    "%apivideo upload a.mp4 --wait soon": "playable",
}


@pytest.mark.parametrize(("line", "wanted"), GOOD.items(), ids=range(len(GOOD)))
def test_a_line_means_what_it_says(line, wanted):
    options = parse(expand(split(line).tokens, NAMES)).options
    assert {name: options[name] for name in wanted} == wanted


@pytest.mark.parametrize(("line", "words"), BAD.items(), ids=range(len(BAD)))
def test_a_slip_is_one_readable_line(bare, line, words):
    bare.shell.user_ns["path"] = "a.mp4"
    complaint = bare.fail(line)
    assert complaint.startswith("UsageError: ")
    assert "\n" not in complaint
    assert len(complaint) < 300
    assert words in complaint
