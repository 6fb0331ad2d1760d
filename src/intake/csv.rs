//! Tables of accounts: csvde, and `Get-ADUser … | Export-Csv`.

use super::account::{self, ALT_SECURITY_IDENTITIES, Record, Value};
use super::text::Page;
use super::{Place, Search, numerals};
use crate::certificate::Span;

/// Looks for accounts in a table whose header names attributes.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let mut rows = Rows { text: &page.bytes, at: 0, between: b',' };
    let Some(names) = rows.header() else { return };
    // The first column of csvde; its empty cells mean that there is no value.
    let is_of_directory = names.first().is_some_and(|name| name.eq_ignore_ascii_case("DN"));
    for (span, cells) in rows {
        let mut record = Record::default();
        for (name, cell) in names.iter().zip(cells) {
            match cell.text.as_str() {
                // PowerShell leaves out what it has not loaded, and puts an empty text between quotes.
                "" if !is_of_directory && !cell.is_quoted => {}
                "" | "{}" => record.add_none(name),
                text => values(text).into_iter().for_each(|value| record.add(name, value)),
            }
        }
        record.tell(search, place, span);
    }
}

/// The values of a cell: csvde writes bytes as `X'0105…'`, and separates several values with semicolons.
fn values(cell: &str) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for piece in cell.split(';') {
        let digits = piece.strip_prefix("X'").and_then(|rest| rest.strip_suffix('\''));
        match (digits, values.last_mut()) {
            (Some(digits), _) => values.push(Value::Bytes(numerals::all_hexadecimal(digits.as_bytes()))),
            (None, Some(Value::Text(text))) => {
                text.push(';');
                text.push_str(piece);
            }
            (None, _) => values.push(Value::Text(piece.to_owned())),
        }
    }
    values
}

struct Rows<'a> {
    text: &'a [u8],
    at: usize,
    between: u8,
}

impl Rows<'_> {
    /// The names in the header, if at least two of them identify accounts.
    fn header(&mut self) -> Option<Vec<String>> {
        let line = self.text.split(|byte| *byte == b'\n').find(|line| {
            self.at += line.len() + 1;
            let is_for_excel = line.trim_ascii_start().starts_with(b"sep=");
            !line.trim_ascii().is_empty() && !line.starts_with(b"#TYPE") && !is_for_excel
        })?;
        if line.len() > LONGEST_HEADER {
            return None;
        }
        self.between =
            b";\t,".iter().copied().max_by_key(|mark| line.iter().filter(|byte| *byte == mark).count())?;
        let mut header = Rows { text: line, at: 0, between: self.between };
        let (_, cells) = header.next()?;
        let names: Vec<String> = cells.into_iter().map(|cell| cell.text).collect();
        let known = |name: &&String| account::known(name).is_some_and(|known| NAMES.contains(&known));
        (names.iter().filter(known).count() > 1).then_some(names)
    }
}

/// Attributes that identify a table of accounts.
const NAMES: [&str; 6] = [
    "objectSid",
    "sAMAccountName",
    "userPrincipalName",
    "distinguishedName",
    "objectClass",
    ALT_SECURITY_IDENTITIES,
];

/// No header is longer.
const LONGEST_HEADER: usize = 1 << 16;

/// A cell without its quotes.
struct Cell {
    text: String,
    is_quoted: bool,
}

impl Cell {
    fn of(bytes: &mut Vec<u8>, is_quoted: &mut bool) -> Self {
        let text = String::from_utf8_lossy(&std::mem::take(bytes)).trim().to_owned();
        Self { text, is_quoted: std::mem::take(is_quoted) }
    }
}

impl Iterator for Rows<'_> {
    type Item = (Span, Vec<Cell>);

    fn next(&mut self) -> Option<(Span, Vec<Cell>)> {
        let start = self.at;
        self.text.get(start).copied()?;
        let mut cells = Vec::new();
        let mut cell = Vec::new();
        let mut quoted = false;
        let mut was_quoted = false;
        while let Some(&byte) = self.text.get(self.at) {
            self.at += 1;
            match byte {
                b'"' if quoted && self.text.get(self.at) == Some(&b'"') => {
                    self.at += 1;
                    cell.push(byte);
                }
                b'"' => {
                    quoted = !quoted;
                    was_quoted = true;
                }
                b'\n' if !quoted => break,
                _ if byte == self.between && !quoted => {
                    cells.push(Cell::of(&mut cell, &mut was_quoted));
                }
                _ => cell.push(byte),
            }
        }
        cells.push(Cell::of(&mut cell, &mut was_quoted));
        Some((Span { offset: start, length: self.at - start }, cells))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use crate::sid::Sid;
    use crate::situation::{Account, AccountKind};

    const SID: &str = "S-1-5-21-1004336348-1177238915-682003330-1105";

    #[track_caller]
    fn check(text: &str, expect: &[Account]) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<Account> = items
            .into_iter()
            .filter_map(|item| match item.content {
                Content::Evidence(facts) => Some(facts.account),
                _ => None,
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn account_tables_are_read() {
        let alice = || Account {
            kind: Some(AccountKind::User),
            sid: Sid::parse(SID),
            sam: Some("alice".to_owned()),
            ..Account::default()
        };
        let mapped = || Account {
            alt_security_identities: Some(vec!["X509:<SKI>01".to_owned(), "X509:<SKI>02".to_owned()]),
            ..alice()
        };
        let sid = forge::hex(&forge::extension::binary_sid(SID));
        check(
            &format!(
                "DN,objectClass,objectSid,sAMAccountName,altSecurityIdentities\r\n\"CN=alice,DC=corp,DC=example\",user,\
                 X'{sid}',alice,X509:<SKI>01;X509:<SKI>02\r\n"
            ),
            &[mapped()],
        );
        let row = format!("\"user\";\"alice\";\"{SID}\";\"Microsoft.ActiveDirectory\"\r\n");
        let head = "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"ObjectClass\";\"SamAccountName\";\"SID\";\"altSecurityIdentities\"\r\n";
        check(&format!("{head}{row}{row}"), &[alice(), alice()]);
        check("name,value\r\na,b\r\n", &[]);
        let strings = ["X509:<SKI>01", "X509:<SKI>02"]
            .map(|text| format!("X'{}'", forge::hex(text.as_bytes())))
            .join(";");
        check(&format!("{head}\"user\";\"alice\";\"{SID}\";\"{strings}\"\r\n"), &[mapped()]);
        check(&format!("sep=;\r\n{head}{row}"), &[alice()]);
        let of_graph =
            Account { upn: Some("a@b.example".to_owned()), sid: Sid::parse(SID), ..Account::default() };
        let head_of_graph = "\"UserPrincipalName\",\"OnPremisesSecurityIdentifier\"";
        check(&format!("{head_of_graph}\r\n\"a@b.example\",\"{SID}\"\r\n"), &[of_graph]);
        let none = [Account { alt_security_identities: Some(Vec::new()), ..alice() }];
        check(&format!("{head}\"user\";\"alice\";\"{SID}\";\"\"\r\n"), &none);
        check(&format!("{head}\"user\";\"alice\";\"{SID}\";{{}}\r\n"), &none);
        check(&format!("{head}\"user\";\"alice\";\"{SID}\";\r\n"), &[alice()]);
        let head_of_csvde = "DN,objectClass,objectSid,sAMAccountName,altSecurityIdentities";
        check(&format!("{head_of_csvde}\r\n\"CN=alice\",user,X'{sid}',alice,\r\n"), &none);
        for between in ["; ", " | ", "\n", ", "] {
            let list = format!("X509:<SKI>01{between}X509:<SKI>02");
            check(&format!("{head}\"user\";\"alice\";\"{SID}\";\"{list}\"\r\n"), &[mapped()]);
        }
    }
}
