//! The full pages: what a code means, its real causes, how to find them, what to change, and the sources.
//!
//! Each page is a Markdown file next to this one. Only [`page`] refers to them.

use super::prose::{self, Block, Span};
use super::{Code, Entry, Family, entry};

/// The text if no source gives a cause. A guess would harm a reader more than this statement.
pub const NO_CAUSE_KNOWN: &str = "No public source gives a cause for this code, so none is stated here.";

/// The heading under which a page lists its sources by their keys.
pub const SOURCES: &str = "Sources";

/// The page of one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The entry it belongs to.
    pub entry: &'static Entry,
    prose: Option<&'static str>,
}

/// The page of a code; every entry has one.
#[must_use]
pub fn page(code: Code) -> Option<Page> {
    let entry = entry(code)?;
    let key = entry.code.key();
    let prose = PAGES.iter().find(|(family, name, _)| *family == entry.code.family && *name == key);
    Some(Page { entry, prose: prose.map(|(_, _, prose)| *prose) })
}

impl Page {
    /// Whether a cause is known, so that the entry has a full page.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.prose.is_some()
    }

    /// The blocks of the page.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block<'static>> {
        match self.prose {
            Some(prose) => prose::blocks(prose),
            None => self.brief(),
        }
    }

    /// The page of an entry without a known cause: its meaning, a statement to that effect, and the sources.
    fn brief(&self) -> Vec<Block<'static>> {
        let heading = |text| Block::Heading { level: 2, text };
        let paragraph = |text| Block::Paragraph(vec![Span::Text(text)]);
        let sources = self.entry.sources().map(|source| vec![Span::Text(source.key)]);
        vec![
            heading("What it means"),
            paragraph(self.entry.meaning),
            heading("What really causes it"),
            paragraph(NO_CAUSE_KNOWN),
            heading(SOURCES),
            Block::List { start: None, items: sources.collect() },
        ]
    }
}

/// Lists the files by family; each name is the file name and the end of the link.
macro_rules! pages {
    ($($family:ident $folder:literal: $($name:literal)*;)*) => {
        &[$($((Family::$family, $name, include_str!(concat!("pages/", $folder, "/", $name, ".md"))),)*)*]
    };
}

/// Every page. A test compares this list with the folder.
static PAGES: &[(Family, &str, &str)] = pages! {
    Ike "ike":
        "13801" "13803" "13804" "13805" "13806" "13817" "13818" "13819" "13820" "13824" "13826" "13828"
        "13835" "13847" "13848" "13868" "13875" "13876" "13881" "13885" "13887" "13902" "13905" "13906"
        "13907" "13908";
    Ras "ras":
        "619" "628" "691" "703" "718" "766" "778" "781" "785" "786" "787" "789" "790" "798" "800" "801"
        "806" "807" "809" "810" "812" "826" "828" "835" "847" "850" "853" "854" "855" "856" "857" "858"
        "859" "860" "861" "862" "863" "864" "865" "866" "867" "868" "869" "874" "875";
    Nps "nps":
        "7" "8" "16" "21" "22" "23" "48" "49" "65" "66" "73" "96" "256" "257" "258" "259" "260" "261" "262"
        "263" "264" "265" "266" "267" "268" "269" "270" "271" "272" "273" "274" "275" "276" "277" "278"
        "279" "280" "281" "282" "283" "284" "285" "286" "287" "288" "289" "290" "291" "292" "293" "294"
        "295" "296" "297" "298" "299" "300";
    Kdc "kdc":
        "19" "20" "21" "29" "32" "39" "40" "41" "45" "48" "49" "120" "200" "313";
    Schannel "schannel":
        "36867" "36868" "36869" "36870" "36871" "36872" "36873" "36874" "36875" "36876" "36877" "36878"
        "36879" "36880" "36881" "36882" "36883" "36884" "36885" "36886" "36887" "36888";
    Event "event":
        "9" "11" "30" "41" "53" "102" "103" "106" "107" "4768" "4771" "6272" "6273" "6274" "12013" "20227"
        "20271" "20276";
    Krb "krb":
        "6" "16" "62" "63" "64" "65" "66" "70" "71" "72" "73" "74" "75" "76" "77" "78" "80" "81";
    Eap "eap":
        "0x80420010" "0x80420015" "0x80420100" "0x80420101" "0x80420102" "0x80420103" "0x80420104"
        "0x80420105" "0x80420200" "0x80420201" "0x80420202" "0x80420203" "0x80420204" "0x80420300"
        "0x80420301" "0x80420302" "0x80420400" "0x80420401" "0x80420406";
    Onex "onex":
        "0x50002" "0x50003" "0x50005" "0x50007" "0x50014";
    Hresult "hresult":
        "0x80070040" "0x80090008" "0x8009000d" "0x80090010" "0x80090016" "0x80090022" "0x80090029"
        "0x8009030b" "0x8009030c" "0x8009030d" "0x8009030e" "0x80090311" "0x80090318" "0x80090320"
        "0x80090322" "0x80090324" "0x80090325" "0x80090326" "0x80090327" "0x80090328" "0x80090331"
        "0x8009033d" "0x80090341" "0x80090343" "0x80090347" "0x80090349" "0x80090351" "0x80090352"
        "0x80090353" "0x80090354" "0x80090355" "0x80090358" "0x80090359" "0x8009035a" "0x8009035b"
        "0x80092004" "0x80092009" "0x8009200b" "0x80092010" "0x80092011" "0x80092012" "0x80092013"
        "0x80094012" "0x80094016" "0x80094800" "0x8009480d" "0x8009480f" "0x80094811" "0x80094821"
        "0x80096004" "0x80096019" "0x800b0101" "0x800b0102" "0x800b0103" "0x800b0104" "0x800b0105"
        "0x800b0106" "0x800b0107" "0x800b0108" "0x800b0109" "0x800b010a" "0x800b010b" "0x800b010c"
        "0x800b010d" "0x800b010e" "0x800b010f" "0x800b0110" "0x800b0111" "0x800b0112" "0x800b0113"
        "0x800b0114" "0x8010001d" "0x8010002c" "0x80100030" "0x8010006b" "0x8010006c";
    Ntstatus "ntstatus":
        "0xc0000064" "0xc000006d" "0xc00000bb" "0xc00002f9" "0xc00002fa" "0xc0000320" "0xc0000321"
        "0xc0000380" "0xc0000381" "0xc0000384" "0xc0000385" "0xc0000387" "0xc0000389" "0xc000038a"
        "0xc000038b" "0xc000038c" "0xc000038d" "0xc000038f" "0xc000040c" "0xc000040d" "0xc000040e"
        "0xc000040f" "0xc0000714";
    Tls "tls":
        "40" "42" "43" "44" "45" "46" "48" "49" "51" "70" "71" "80" "116";
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Code, entries};
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn page_list_matches_the_files() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/pages");
        let mut files = BTreeSet::new();
        for folder in std::fs::read_dir(&root).unwrap() {
            let folder = folder.unwrap();
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                files.insert(format!("{}/{name}", folder.file_name().into_string().unwrap()));
            }
        }
        let listed: BTreeSet<_> =
            PAGES.iter().map(|(family, name, _)| format!("{}/{name}.md", family.slug())).collect();
        assert_eq!(listed.len(), PAGES.len(), "a page is listed twice");
        assert_eq!(listed, files);
    }

    #[test]
    fn every_page_belongs_to_an_entry() {
        let names: BTreeSet<_> =
            entries().iter().map(|entry| (entry.code.family, entry.code.key())).collect();
        for (family, name, _) in PAGES {
            assert!(names.contains(&(*family, (*name).to_owned())), "{family} {name}");
        }
    }

    #[test]
    fn pages_without_known_cause_say_so() {
        let page = page(Code::new(Family::Ike, 13000)).unwrap();
        assert!(!page.is_full());
        assert!(page.blocks().contains(&Block::Paragraph(vec![Span::Text(NO_CAUSE_KNOWN)])));
        assert!(super::page(Code::new(Family::Ike, 1)).is_none());
    }
}
