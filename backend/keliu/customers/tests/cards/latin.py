"""Cards in Latin letters. A row is its text, or (text, height of its letters)."""

from keliu.customers.tests.cards.chinese import Card

CARDS: list[Card] = [
    (
        "a Chinese company's English side",
        ["KELIU TECHNOLOGY CO., LTD.", ("David Zhang", 44), "Senior Sales Manager",
         "Mobile: +86 138-0013-8000", "Tel: (0755) 2600 1234 Ext 801", "Fax: (0755) 2600 1235",
         "E-mail: david.zhang@keliu.com", "www.keliu.com",
         "Add: Room 1203, Building A, 16 Langshan Road, Nanshan District, Shenzhen"],
        {"name": "David Zhang", "company": "KELIU TECHNOLOGY CO., LTD.",
         "position": "Senior Sales Manager", "phone": ["13800138000", "0755-26001234 转 801"],
         "email": "david.zhang@keliu.com", "website": "www.keliu.com", "rest": [],
         "address": "Room 1203, Building A, 16 Langshan Road, Nanshan District, Shenzhen"},
    ),
    (
        "an American card with letters behind the name",
        ["Acme Corporation", ("John A. Smith, MBA", 40), "Vice President, Marketing",
         "+1 (415) 555-0132", "john@acme.com", "https://acme.com", "548 Market Street, Suite 200",
         "San Francisco, CA 94104"],
        {"name": "John A. Smith", "company": "Acme Corporation",
         "position": "Vice President, Marketing", "phone": ["+1 415 555 0132"],
         "email": "john@acme.com", "website": "https://acme.com",
         "address": "548 Market Street, Suite 200 San Francisco, CA 94104"},
    ),
    (
        "a German card",
        ["Müller Werkzeuge GmbH", ("Anna Schmidt", 40), "Sales Engineer", "T: +49 89 1234 5678",
         "anna.schmidt@mueller.de", "www.mueller.de"],
        {"name": "Anna Schmidt", "company": "Müller Werkzeuge GmbH", "position": "Sales Engineer",
         "phone": ["+49 89 1234 5678"], "website": "www.mueller.de"},
    ),
    (
        "name and title behind a comma",
        [("Emily Chen, Chief Financial Officer", 36), "Orient Holdings", "echen@orient.hk",
         "+852 2123 4567"],
        {"name": "Emily Chen", "position": "Chief Financial Officer", "company": "Orient Holdings",
         "phone": ["+852 2123 4567"], "email": "echen@orient.hk"},
    ),
    (
        "everything in capitals",
        ["GLOBAL TRADING LIMITED", ("LI WEI", 40), "GENERAL MANAGER", "M: 13800138000",
         "LIWEI@GLOBAL.COM"],
        {"name": "Li Wei", "company": "GLOBAL TRADING LIMITED", "position": "GENERAL MANAGER",
         "phone": ["13800138000"], "email": "liwei@global.com"},
    ),
    (
        "a doctor",
        ["City Hospital", ("Dr. Robert Brown", 40), "Consultant Physician",
         "Direct: +44 20 7946 0958"],
        {"name": "Robert Brown", "company": "City Hospital", "position": "Consultant Physician",
         "phone": ["+44 20 7946 0958"]},
    ),
    (
        "a company over two lines",
        ["Shenzhen Bright Lighting", "Co., Ltd.", ("Amy Wong", 40), "Merchandiser", "13700000000"],
        {"name": "Amy Wong", "company": "Shenzhen Bright Lighting Co., Ltd.",
         "position": "Merchandiser", "phone": ["13700000000"]},
    ),
    (
        "a first name that begins like a label",
        [("Evan Ma", 40), "evan@keliu.com", "mail@keliu.com", "138 0000 0000"],
        {"name": "Evan Ma", "email": "evan@keliu.com", "phone": ["13800000000"]},
    ),
    (
        "a domain without www",
        [("Mia Li", 40), "mia@studio.io", "studio.io/mia"],
        {"name": "Mia Li", "email": "mia@studio.io", "website": "studio.io/mia"},
    ),
    (
        "WeChat and WhatsApp",
        [("Tony Wu", 40), "WeChat: tonywu_sz", "Cell: +86 13900001111"],
        {"name": "Tony Wu", "wechat": "tonywu_sz", "phone": ["13900001111"]},
    ),
]  # fmt: skip
