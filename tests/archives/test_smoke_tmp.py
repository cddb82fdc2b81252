def test_home(door):
    r = door("zhou").get("/")
    assert r.status_code == 200
    r = door("lin").get("/filings/import/")
    assert r.status_code == 200
    for u in ("/archives/filing/", "/archives/record/", "/archives/subject/", "/filings/enter/", "/filings/enter/RY/"):
        assert door("lin").get(u).status_code == 200, u
