"""`tawthiq demo`: the first account comes with it, and a second time nothing more."""

from app.cli.serve import demo_line
from app.runtime.urls import Urls
from app.services.doors import Doors
from tests.cli.conftest import Command


def test_on_a_new_installation_the_demo_comes_with_the_first_account(new: Command) -> None:
    ran = new("demo", "--json")
    assert ran.code == 0 and "half a minute" in ran.err
    assert "/first/" in ran.json.pop("sign_in_url")
    loaded = {name: answer for name, answer in ran.json.items() if name != "sign_in_url"}
    assert (loaded["project"], len(loaded["documents"])) == ("DEMO", 2)
    assert (loaded["incidents"], loaded["claims"]) == (14, 144)
    assert new("demo", "--json").json == loaded
    assert new("project", "list", "--json").json["projects"][0]["one_person"]
    assert new("verify-log").code == 0 and new("rebuild", "--check").code == 0


def test_whoever_administers_nothing_loads_no_demo(tawthiq: Command) -> None:
    assert tawthiq("demo").code == 1, "several accounts: in whose name?"
    refused = tawthiq("demo", "--as", "documenter of EAST")
    assert refused.code == 1 and "administrator" in refused.err


def test_served_where_several_work_it_is_said_to_be_there_once_it_is(
    tawthiq: Command, urls: Urls, doors: Doors
) -> None:
    assert demo_line(doors, urls.owner).startswith("The demo was not loaded.")
    assert tawthiq("project", "create", "DEMO", "--title", "Demo", "--as", "Rana").code == 0
    assert demo_line(doors, urls.owner).startswith("The demo is here already, as the project DEMO")
