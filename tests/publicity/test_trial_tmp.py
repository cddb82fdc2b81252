import os, subprocess, sys, time
from datetime import date, timedelta
import pytest
from django.utils import timezone
pytestmark = pytest.mark.django_db

def test_it(archive):
    t = timezone.localdate()
    gov = archive.subject("示范市人民政府")
    names = "发展和改革委员会 教育和体育局 公安局 民政局 财政局 人力资源和社会保障局 自然资源和规划局 生态环境局 住房和城乡建设局 交通运输局 市场监督管理局 行政审批服务局".split()
    organs = [archive.subject("示范市"+n, superior=gov) for n in names]
    towns = [archive.subject(n, kind="township", superior=gov) for n in ["清河镇人民政府","石桥镇人民政府","云台乡人民政府","南关街道办事处"]]
    inst = [archive.subject(n, kind="institution", superior=organs[1]) for n in ["示范市第一中学","示范市图书馆"]]
    ents = [archive.subject(f"示例企业{i:04d}有限公司", kind="enterprise", first="91") for i in range(25)]
    j = organs[8]
    archive.record(j, item="PJ", tier=2, decided_on=t-timedelta(days=158), facts={"facts":"未按协议支付棚改安置房回购款。2024年3月与宏远置业有限公司签订《安置房回购协议》，约定交付后60日内支付回购款。2025年11月房屋交付并验收合格，至2026年1月未支付。","duty":"支付回购款 1280 万元"}, amount=12800000, doc_no="示信认〔2026〕7号", issuer=organs[0])
    archive.record(j, item="RY", facts={"honour":"全省工程建设审批制度改革先进单位","grounds":"审批时限压缩一半。"}, decided_on=t-timedelta(days=400), doc_no="省建函〔2025〕118号", issuer=gov)
    archive.record(j, item="RY", facts={"honour":"市级督查激励"}, decided_on=t-timedelta(days=240), doc_no="示政发〔2026〕9号", issuer=gov)
    archive.record(towns[2], item="WZ", tier=3, facts={"facts":"云台乡人民政府拖欠水利工程款，经责令仍未支付。","decision":"对单位通报问责"}, decided_on=t-timedelta(days=90), issuer=gov)
    archive.record(inst[0], item="CF", tier=2, facts={"violation":"未按规定组织消防安全检查","findings":"经查，该校2026年春季学期未组织消防安全检查。","penalty_kind":"罚款","content":"罚款 1.20 万元","fine":"1.2"}, amount=12000, decided_on=t-timedelta(days=20), issuer=organs[2])
    for i in range(60):
        archive.record(ents[i%25], item="CF", tier=2+(i%9==0), facts={"violation":"违反产品质量管理规定","findings":"经查，当事人在经营场所内销售不符合国家标准的产品，货值金额较小，案发后能够积极配合调查。","penalty_kind":"罚款","content":"罚款 3.00 万元，并责令停止违法行为","fine":"3","valid_until":"2027-01-31"}, amount=30000, decided_on=t-timedelta(days=3*i+1), issuer=organs[10])
    env = {k:v for k,v in os.environ.items() if not k.startswith("DATABASE_URL") and k!="IDENTITY_KEY"}
    env |= {"REGISTRY_LOGIN":"portal","DATABASE_URL_PORTAL":os.environ["DATABASE_URL_PORTAL"].replace("/registry?","/test_registry?"),"DEMO":"1","WEB_PROCESS":"1"}
    p = subprocess.Popen([sys.executable,"/tmp/trial/serve.py","8010"],env=env)
    open("/tmp/trial/addresses","w").write(f"{j.code} {ents[0].code} {inst[0].code}")
    from archives.models import Record
    with archive.committed():
        print(list(Record.objects.filter(subject__in=[j,inst[0],ents[0]]).values_list("number","subject__name")))
    time.sleep(float(os.environ.get("HOLD","5")))
    p.terminate()
