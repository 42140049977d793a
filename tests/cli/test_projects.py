"""`tawthiq project`: the first account comes with the first project, and with no other."""

import re

from tests.cli.conftest import Command


def test_on_a_new_installation_the_first_account_is_made_and_its_link_printed(new: Command) -> None:
    ran = new("project", "create", "EAST", "--title", "East valley", "--json")
    assert ran.code == 0
    link = ran.json.pop("sign_in_url")
    assert re.fullmatch(r"http://localhost:8080/first/[\w-]{43}", link)
    assert ran.json | {"sign_in_url": ""} == {
        "code": "EAST",
        "title": "East valley",
        "one_person": True,
        "roles": ["documenter", "verifier", "custodian"],
        "incidents": 0,
        "more_incidents": False,
        "index_due": False,
        "sign_in_url": "",
    }
    again = new("project", "create", "WEST", "--title", "West coast", "--json")
    assert (again.code, "sign_in_url" in again.json) == (0, False)
    listed = new("project", "list", "--json").json["projects"]
    assert [(one["code"], one["one_person"], len(one["roles"])) for one in listed] == [
        ("EAST", True, 3),
        ("WEST", True, 3),
    ]


def test_for_people_it_says_the_same_in_words(new: Command) -> None:
    ran = new("project", "create", "EAST", "--title", "East valley")
    assert "one-person mode" in ran.out and "/first/" in ran.out
    assert "East valley" in new("project", "list").out


def test_what_cannot_be_founded_leaves_nothing_behind(new: Command) -> None:
    refused = new("project", "create", "no code", "--title", "T", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert "no account yet" in new("project", "list").err  # no first account either
    new("project", "create", "EAST", "--title", "T")
    assert new("project", "create", "EAST", "--title", "T").code == 1


def test_only_an_administrator_founds(tawthiq: Command) -> None:
    assert tawthiq("project", "create", "N", "--title", "North", "--as", "custodian of EAST").code == 1
    assert tawthiq("project", "create", "N", "--title", "North", "--as", "Rana").code == 0


def test_whoever_administers_is_told_that_they_read_no_content(tawthiq: Command) -> None:
    assert tawthiq("project", "list", "--as", "Rana").out.count("read no content") == 2


def test_a_project_asks_for_more_never_for_less(tawthiq: Command) -> None:
    custodian = ("--as", "custodian of EAST")
    assert tawthiq("project", "rules", "EAST", "--json", *custodian).json == {
        "standard_of_proof": "reasonable_grounds_to_believe",
        "least_origins": 2,
    }
    changed = ("--least-origins", "3", "--standard-of-proof", "balance_of_probabilities")
    assert tawthiq("project", "rules", "EAST", *changed, *custodian).code == 0
    assert tawthiq("project", "rules", "EAST", "--json", *custodian).json == {
        "standard_of_proof": "balance_of_probabilities",
        "least_origins": 3,
    }
    assert tawthiq("project", "rules", "EAST", "--least-origins", "1", *custodian).code != 0
    assert "Known:" in tawthiq("project", "rules", "EAST", "--standard-of-proof", "hope", *custodian).err
    assert tawthiq("project", "rules", "EAST", *changed, "--as", "verifier of EAST").code == 1
    assert tawthiq("verify-log", *custodian).code == 0
