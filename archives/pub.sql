-- The public views of the archives. A record is visible by predicate, so it disappears on time with every worker dead.
-- statement_timestamp(), because now() stands still inside a long transaction.
-- Who decided is called by the name it has or had, never by what a file says: nobody speaks in another's name there.
CREATE VIEW pub.record AS
SELECT r.number, s.code AS subject_code, s.name AS subject_name, s.kind AS subject_kind, f.subject_name AS name_in_document,
  i.code AS item_code, i.name AS item_name, i.name_en AS item_name_en, i.category, i.document AS item_document,
  i.article AS item_article, e.code AS edition_code, e.name AS edition_name,
  u.code AS issuer_code,
  CASE WHEN EXISTS (SELECT FROM archives_earliername n WHERE n.subject_id = u.id AND n.name = f.issuer_name) THEN f.issuer_name ELSE u.name END AS issuer_name, f.doc_no, f.doc_key, r.decided_on, r.tier, r.amount, f.basis,
  coalesce(f.facts -> 'public', '{}'::jsonb) AS facts, lower(r.shown) AS shown_from, upper(r.shown) AS shown_until,
  r.minimum_until, r.ends_on, p.document AS rule_document, p.article AS rule_article, p.min_months, p.max_months,
  p.verified AS rule_verified, r.known_from AS published_at, i.id AS item_id
FROM archives_record r
-- Left joins by unique keys: the rows are there, and PostgreSQL may leave out what a count or a sum does not ask for.
LEFT JOIN archives_filedrow f ON f.filing_id = r.filing_id AND f.row_no = r.row_no
LEFT JOIN archives_subject s ON s.id = r.subject_id
LEFT JOIN archives_subject u ON u.id = r.issuer_id
JOIN archives_catalogueitem i ON i.id = r.item_id
LEFT JOIN archives_catalogueedition e ON e.id = i.edition_id
LEFT JOIN archives_periodrule p ON p.id = r.period_rule_id
WHERE r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.known_from <= statement_timestamp()
  AND r.scope = 0 AND i.scope = 0 AND r.withdrawn_at IS NULL AND r.shown @> statement_timestamp()
  AND s.address IS NULL;

-- Bodies are public by themselves; an enterprise only while one of its records is.
CREATE VIEW pub.subject AS
SELECT s.code, s.name, s.kind, s.sort_key, s.initials, up.code AS superior_code, up.name AS superior_name
FROM archives_subject s LEFT JOIN archives_subject up ON up.id = s.superior_id
WHERE s.kind IN ('organ', 'institution', 'township', 'village', 'village_org')
  OR s.address IS NULL AND EXISTS (SELECT FROM archives_record r JOIN archives_catalogueitem i ON i.id = r.item_id
    WHERE r.subject_id = s.id AND r.known_until = '9999-12-31 00:00:00+00'::timestamptz
    AND r.known_from <= statement_timestamp() AND r.scope = 0 AND i.scope = 0 AND r.withdrawn_at IS NULL
    AND r.shown @> statement_timestamp());

-- Natural persons: under a random address, while one public record is there. The name is masked unless the item says otherwise
-- and no other record on the same page masks it.
-- Neither the code nor the name in the document is here, nor a link from one person to another.
CREATE VIEW pub.person_record AS
SELECT r.number, s.address, CASE WHEN m.masks THEN m.mask ELSE s.name END AS name,
  i.code AS item_code, i.name AS item_name, i.name_en AS item_name_en, i.category, i.document AS item_document,
  i.article AS item_article, e.code AS edition_code, e.name AS edition_name,
  u.code AS issuer_code,
  CASE WHEN EXISTS (SELECT FROM archives_earliername n WHERE n.subject_id = u.id AND n.name = f.issuer_name) THEN f.issuer_name ELSE u.name END AS issuer_name, t.doc_no, t.doc_key, r.decided_on, r.tier, r.amount, t.basis,
  t.facts, lower(r.shown) AS shown_from, upper(r.shown) AS shown_until,
  r.minimum_until, r.ends_on, p.document AS rule_document, p.article AS rule_article, p.min_months, p.max_months,
  p.verified AS rule_verified, r.known_from AS published_at, i.id AS item_id
FROM archives_record r
JOIN archives_subject s ON s.id = r.subject_id AND s.address IS NOT NULL
JOIN archives_filedrow f ON f.filing_id = r.filing_id AND f.row_no = r.row_no
JOIN archives_subject u ON u.id = r.issuer_id
JOIN archives_catalogueitem i ON i.id = r.item_id
JOIN archives_catalogueedition e ON e.id = i.edition_id
JOIN archives_periodrule p ON p.id = r.period_rule_id
-- Where the heading masks the name, all text does: the name registered and the one in the document, however they are written.
CROSS JOIN LATERAL (SELECT left(s.name, 1) || '某' AS mask, i.masks_names OR EXISTS (
    SELECT FROM archives_record o JOIN archives_catalogueitem oi ON oi.id = o.item_id AND oi.masks_names WHERE o.subject_id = r.subject_id
    AND o.known_until = '9999-12-31 00:00:00+00'::timestamptz AND o.scope = 0 AND oi.scope = 0 AND o.withdrawn_at IS NULL
    AND o.shown @> statement_timestamp()) AS masks) m
CROSS JOIN LATERAL (SELECT CASE WHEN m.masks THEN (
    -- The same as archives.filing_names.replaced: a test compares both. Signs with anything but letters and digits between
    -- them, or one letter or digit between ideographs; Latin names also in the other order and by two of their parts; the
    -- parts of a name with middle dots; simplified and traditional signs. The longer name first, so that no half of it stays.
    SELECT string_agg(w.pattern, '|' ORDER BY w.signs DESC) FROM (SELECT length(n.form) AS signs, (
      SELECT string_agg(CASE WHEN strpos(z.simple || z.traditional, c.sign) > 0
          THEN '[' || c.sign || translate(c.sign, z.simple || z.traditional, z.traditional || z.simple) || ']'
          ELSE regexp_replace(c.sign, '([][\\^$.|?*+(){}-])', '\\\1') END,
        CASE WHEN p.latin THEN g.between ELSE g.between || '(?:' || e.one || g.between || ')?' END ORDER BY c.at)
      FROM regexp_split_to_table(n.form, '') WITH ORDINALITY c (sign, at)
      CROSS JOIN (VALUES (CASE WHEN length(n.form) > 2 THEN e.whole || '*' ELSE e.few || '*' END)) g (between)) AS pattern
      FROM (VALUES (
        '[\u0001-\u0020\u0022-\u002f\u003c-\u003e\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u02b0-\u036f\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u2bff\u2e00-\u2e7f\u3000\u3001\u3003\u3004\u3008-\u3020\u302a-\u3030\u303d\u30fb\u3164\ufe00-\ufe0f\ufe20-\ufe4f\ufeff\uff02-\uff0b\uff0d-\uff0f\uff1c-\uff1e\uff20\uff3b-\uff40\uff5b-\uff65\uffa0\U000e0000-\U000e01ef]',
        '[\u0001-\u0020\u0022-\u002f\u003c-\u003e\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u02b0-\u036f\u061c\u115f\u1160\u1680\u180b-\u180f\u2000-\u2bff\u2e00-\u2e7f\u3000\u3001\u3003\u3004\u3008-\u3020\u302a-\u3030\u303d\u30fb\u3164\ufe00-\ufe0f\ufe20-\ufe4f\ufeff\uff02-\uff0b\uff0d-\uff0f\uff1c-\uff1e\uff20\uff3b-\uff40\uff5b-\uff65\uffa0\U000e0000-\U000e01ef!:;?\u3002\uff01\uff0c\uff1a\uff1b\uff1f]',
        '[!?\uff01\uff1f0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]')) e (few, whole, one)
      CROSS JOIN (VALUES (
        '张陈刘杨赵黄吴孙马罗郑谢韩冯邓许萧叶苏吕卢蒋贾阎闫钟谭陆邹龙万钱汤尧贺赖龚顾庞兰颜严温芦关欧庄鲁韦聂丛岳齐毕纪项涂华车连骆宁邬应单诸东长迟轩阳时乌宫强费贡闵党窦边卫沈来刚丽国军伟红凤兴学宝广庆恒晓杰桥梦满锋锦鹏鸿莲爱玛琼树荣胜艳苍荫莹维缘级绍继职贵贤进远运达选铁银镇闻际陕隐静韵颖飞骏鲜鹤义业云亚仓仪优传侠俭则创勋励劳发变启听圣坚声处备奋娇实审将尔岭岚帅归弥录忆怀怜总恋战扬择敌斋显暂术极标栋楼欢汉沪泽洁济浓涛润涧渊湾灵灿炼烨焕牵玮环琏瑶瑷画畅祯礼祎种积竞笔纯纲纬练终绒结绣绪缨翘聪肃胆艺节芸苇茎蓝虑见观视计训讯记论访证识词诗诚语说诺谊谋谦谨财贞质赞赢轮软辉邺郏钊钢钦钧铃铭锐键镜闯闽阁阅难雾韬顺颂预领频题风饶驰骁骄骥鲸鸣鸽鹃鹰龄',
        '張陳劉楊趙黃吳孫馬羅鄭謝韓馮鄧許蕭葉蘇呂盧蔣賈閻閆鍾譚陸鄒龍萬錢湯堯賀賴龔顧龐蘭顏嚴溫蘆關歐莊魯韋聶叢嶽齊畢紀項塗華車連駱寧鄔應單諸東長遲軒陽時烏宮強費貢閔黨竇邊衛瀋來剛麗國軍偉紅鳳興學寶廣慶恆曉傑橋夢滿鋒錦鵬鴻蓮愛瑪瓊樹榮勝艷蒼蔭瑩維緣級紹繼職貴賢進遠運達選鐵銀鎮聞際陝隱靜韻穎飛駿鮮鶴義業雲亞倉儀優傳俠儉則創勳勵勞發變啟聽聖堅聲處備奮嬌實審將爾嶺嵐帥歸彌錄憶懷憐總戀戰揚擇敵齋顯暫術極標棟樓歡漢滬澤潔濟濃濤潤澗淵灣靈燦煉燁煥牽瑋環璉瑤璦畫暢禎禮禕種積競筆純綱緯練終絨結繡緒纓翹聰肅膽藝節蕓葦莖藍慮見觀視計訓訊記論訪證識詞詩誠語說諾誼謀謙謹財貞質贊贏輪軟輝鄴郟釗鋼欽鈞鈴銘銳鍵鏡闖閩閣閱難霧韜順頌預領頻題風饒馳驍驕驥鯨鳴鴿鵑鷹齡')) z (simple, traditional)
      CROSS JOIN (VALUES (s.name), (f.facts -> 'internal' ->> 'name')) given (name)
      CROSS JOIN LATERAL (SELECT array_remove(regexp_split_to_array(given.name, e.whole || '+'), '') AS parts,
        given.name ~ '[A-Za-z\u00c0-\u024f]' AS latin) p
      CROSS JOIN LATERAL (SELECT array_to_string(p.parts, '') AS form
        UNION SELECT array_to_string(p.parts[2:] || p.parts[1], '') WHERE p.latin
        UNION SELECT array_to_string(p.parts[cardinality(p.parts)] || p.parts[:cardinality(p.parts) - 1], '') WHERE p.latin
        UNION SELECT a.part || b.part FROM unnest(p.parts) WITH ORDINALITY a (part, at), unnest(p.parts) WITH ORDINALITY b (part, at)
          WHERE p.latin AND cardinality(p.parts) > 2 AND a.at <> b.at AND length(a.part || b.part) > 3
        UNION SELECT regexp_replace(d.part, e.whole || '+', '', 'g') FROM regexp_split_to_table(given.name, '[·•・‧]') d (part)
          WHERE NOT p.latin AND given.name ~ '[·•・‧]') n
      WHERE length(n.form) > 1) w) END AS names) k
CROSS JOIN LATERAL (SELECT
    CASE WHEN k.names IS NULL THEN f.doc_no ELSE regexp_replace(f.doc_no, k.names, m.mask, 'gi') END AS doc_no,
    CASE WHEN k.names IS NULL THEN f.doc_key ELSE regexp_replace(f.doc_key, k.names, m.mask, 'gi') END AS doc_key,
    CASE WHEN k.names IS NULL THEN f.basis ELSE regexp_replace(f.basis, k.names, m.mask, 'gi') END AS basis,
    CASE WHEN k.names IS NULL THEN coalesce(f.facts -> 'public', '{}'::jsonb) ELSE (
      SELECT coalesce(jsonb_object_agg(v.key, regexp_replace(v.value, k.names, m.mask, 'gi')), '{}'::jsonb)
      FROM jsonb_each_text(f.facts -> 'public') v) END AS facts) t
WHERE r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.known_from <= statement_timestamp()
  AND r.scope = 0 AND i.scope = 0 AND i.category <> 'declaration' AND r.withdrawn_at IS NULL AND r.shown @> statement_timestamp();

CREATE VIEW pub.person AS SELECT DISTINCT address, name FROM pub.person_record;

CREATE VIEW pub.item_field AS
SELECT f.id, f.item_id, f.key, f.label, f.label_en, f.type, f.position FROM archives_itemfield f
JOIN archives_catalogueitem i ON i.id = f.item_id WHERE f.scope = 'public' AND i.scope = 0;

-- What a body was called before, and what became of it: of bodies and organisations that the public sees, never of a person.
CREATE VIEW pub.subject_name AS
SELECT p.code AS subject_code, n.name, n.from_on, n.until_on
FROM archives_earliername n JOIN archives_subject s ON s.id = n.subject_id AND s.address IS NULL
JOIN pub.subject p ON p.code = s.code
WHERE n.taken_back_id IS NULL;

CREATE VIEW pub.subject_change AS
SELECT c.id, s.code AS subject_code, s.name AS subject_name, c.kind, c."on", c.document_no, z.code AS successor_code, z.name AS successor_name
FROM archives_subjectchange c
JOIN archives_subject s ON s.id = c.subject_id JOIN pub.subject p ON p.code = s.code
LEFT JOIN archives_subject z ON z.id = c.successor_id AND z.code IN (SELECT code FROM pub.subject)
WHERE c.kind IN ('merged', 'split', 'dissolved') AND NOT EXISTS (SELECT FROM archives_subjectchange u WHERE u.undoes_id = c.id) AND s.kind IN ('organ', 'institution', 'township', 'village', 'village_org')
  AND (c.successor_id IS NULL OR z.kind IN ('organ', 'institution', 'township', 'village', 'village_org'));

GRANT SELECT ON pub.subject_name, pub.subject_change TO portal;
GRANT SELECT ON pub.record, pub.subject, pub.item_field, pub.person_record, pub.person TO portal;

-- The items of the catalogue under which something may be public: the newest words for each code.
CREATE VIEW pub.item AS
SELECT DISTINCT ON (i.code) i.code, i.name, i.name_en, i.category
FROM archives_catalogueitem i JOIN archives_catalogueedition e ON e.id = i.edition_id
WHERE i.scope = 0 AND i.routing <> 'unit' AND e.valid_from <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
ORDER BY i.code, e.valid_from DESC;
GRANT SELECT ON pub.item TO portal;
