import pytest
pytestmark = pytest.mark.django_db
def test_it(archive, reader):
    s = archive.subject("示范市公安局")
    r = archive.record(s)
    print(reader.read("/")[:3000])
    print(len(reader.statements), reader.statements)
    print(reader.read(f"/subjects/{s.code}/"))
    print(reader.read(f"/en/records/{r.number}/"))
    print(reader.read("/search/?q=gaj"))
