//! The command line as other programs call it: what comes out, in which order, with which exit code.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const MET: &str = "tests/cases/mapping/sid-absent/met.pem";
const BROKEN: &str = "tests/cases/mapping/sid-absent/broken.pem";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strongmap"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn items(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A path below the build folder, so that nothing stays on the machine.
fn temporary(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("strongmap-{}-{name}", std::process::id()))
}

fn situation(name: &str, text: impl AsRef<[u8]>) -> String {
    let path = temporary(&format!("{name}.json"));
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn each_item_is_a_line_in_the_order_of_the_paths() {
    let output = run(&["examine", BROKEN, MET]);
    assert!(output.status.success());
    let items = items(&output);
    let verdicts: Vec<_> = items.iter().map(|item| item["mapping"]["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["weak", "strong"]);
    for item in &items {
        assert_eq!(item["schema"], "strongmap/1");
        assert_eq!(item["kind"], "certificate");
        assert_eq!(item["certificate"]["subject"], "CN=alice,CN=Users,DC=corp,DC=example");
    }
    assert_eq!(items[0]["file"], BROKEN);
}

#[test]
fn facts_read_from_accounts_and_profiles_are_listed() {
    let listed = |name: &str, text: &str, expect: &[&str]| {
        let path = temporary(name);
        std::fs::write(&path, text).unwrap();
        let told = String::from_utf8(run(&["map", &path.to_string_lossy()]).stdout).unwrap();
        std::fs::remove_file(&path).unwrap();
        for line in expect {
            assert!(told.lines().any(|it| it.trim() == *line), "{line}: {told}");
        }
    };
    let account = "SamAccountName : bob\nSID : S-1-5-21-1-2-3-1105\naltSecurityIdentities : {}\n";
    let expect = [
        "NOT CONCERNED: Account details",
        "- SID (objectSid): S-1-5-21-1-2-3-1105",
        "- altSecurityIdentities: none",
    ];
    listed("bob.txt", account, &expect);
    let profile =
        forge::container::xml::vpn_profile("vpn.corp.example", "nps.corp.example", &[[0xab; 20]], &[]);
    let root = format!("- trusted root (SHA-1): {}", "ab".repeat(20));
    let expect = [
        "NOT CONCERNED: A VPN profile",
        "- Server name in the profile: vpn.corp.example",
        "- Server names EAP accepts: nps.corp.example",
        &root,
    ];
    listed("vpn.xml", &profile, &expect);
    let order = "dn: CN=bob\nchangetype: modify\nadd: sAMAccountName\nsAMAccountName: bob\n-\n";
    listed("order.ldf", order, &["CANNOT TELL: A change record, not an account"]);
}

#[test]
fn a_truncated_file_is_not_judged_by_missing_parts() {
    let whole = std::fs::read_to_string(MET).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let cut = lines.get(..lines.len() - 6).unwrap().join("\n");
    let path = temporary("cut.pem");
    std::fs::write(&path, cut).unwrap();
    let path = path.to_string_lossy();
    let item = &items(&run(&["examine", &path]))[0];
    assert_eq!(
        (item["mapping"]["verdict"].as_str(), &item["mapping"]["by"]),
        (Some("undecided"), &Value::Null)
    );
    let predictions = item["predictions"].as_array().unwrap();
    assert!(!predictions.is_empty());
    for prediction in predictions {
        assert_eq!(
            (prediction["outcome"].as_str(), &prediction["gate"]),
            (Some("cannot-tell"), &Value::Null)
        );
        assert_eq!(prediction["codes"].as_array().map(Vec::len), Some(0));
        assert_eq!(prediction["remedies"][0]["title"], "Copy the complete file again");
    }
    let text = String::from_utf8(run(&["map", &path]).stdout).unwrap();
    assert!(text.starts_with("CANNOT TELL: The file is incomplete"), "{text}");
    assert!(!text.contains("documented by Microsoft") && !text.contains("Why\n"), "{text}");
}

#[test]
fn the_overview_counts_the_worst_scenario() {
    let half = "tests/cases/mapping/sid-absent/broken-computer.pem";
    let situation = situation("worst", r#"{"today":"2026-11-20T00:00:00Z"}"#);
    let numbers = &items(&run(&["overview", "--situation", &situation, half]))[0];
    assert_eq!((&numbers["signs"]["refused"], &numbers["signs"]["warning"]), (&1.into(), &0.into()));
    let text = String::from_utf8(run(&["map", "--situation", &situation, half]).stdout).unwrap();
    assert!(text.starts_with("REFUSED: Nothing stops the device tunnel, Wi-Fi is refused\n"), "{text}");
    assert!(text.contains(". Add an explicit mapping to the account · quick fix"), "{text}");
}

#[test]
fn every_key_of_the_contract_is_there() {
    let output = run(&["examine", MET]);
    let item = &items(&output)[0];
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut expect = [
        "schema",
        "file",
        "origin",
        "offset",
        "length",
        "kind",
        "certificate",
        "defects",
        "mapping",
        "findings",
        "predictions",
        "questions",
    ];
    expect.sort_unstable();
    let mut found = keys(item);
    found.sort_unstable();
    assert_eq!(found, expect);
    for key in [
        "sha256",
        "sha1",
        "version",
        "serial",
        "subject",
        "issuer",
        "not_before",
        "not_after",
        "signature_algorithm",
        "public_key",
        "san",
        "eku",
        "application_policies",
        "key_usage",
        "ski",
        "aki",
        "basic_constraints",
        "cdp",
        "aia",
        "ocsp",
        "template",
        "extensions",
    ] {
        assert!(keys(&item["certificate"]).iter().any(|known| known == key), "{key}");
    }
    for key in [
        "verdict",
        "by",
        "sid",
        "sid_extension",
        "san_uri",
        "locators",
        "near_misses",
        "alt_security_identities",
        "explicit",
    ] {
        assert!(keys(&item["mapping"]).iter().any(|known| known == key), "{key}");
    }
    for key in ["scenario", "outcome", "assumptions", "gate", "codes", "because", "remedies"] {
        assert!(keys(&item["predictions"][0]).iter().any(|known| known == key), "{key}");
    }
}

#[test]
fn a_weak_mapping_fails_in_the_user_tunnel() {
    let path = situation("tunnel", r#"{"today":"2026-11-20T00:00:00Z","scenario":"user-tunnel"}"#);
    // PowerShell redirects output as UTF-16 with a byte order mark.
    let wide = situation("wide", "");
    let text = "\u{feff}{\"scenario\":\"kdc\"}".encode_utf16().flat_map(u16::to_le_bytes);
    std::fs::write(&wide, text.collect::<Vec<_>>()).unwrap();
    let output = run(&["examine", "--situation", &wide, BROKEN]);
    assert_eq!(items(&output)[0]["predictions"][0]["scenario"], "kdc");
    let output = run(&["examine", "--situation", &path, BROKEN]);
    let prediction = &items(&output)[0]["predictions"][0];
    assert_eq!(prediction["outcome"], "fails");
    assert_eq!(prediction["gate"], "account-mapping");
    let codes: Vec<String> = prediction["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| format!("{} {}", code["family"].as_str().unwrap(), code["number"]))
        .collect();
    for code in ["RAS 853", "NPS 16", "KDC 39", "KRB 66"] {
        assert!(codes.iter().any(|found| found == code), "{code} in {codes:?}");
    }
}

#[test]
fn answers_are_printed_although_nobody_reads_the_messages() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_strongmap"))
        .args(["examine", "missing.pem", MET])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(writer)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(items(&output).len(), 1);
}

#[test]
fn standard_input_is_read() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_strongmap"))
        .args(["examine", "-"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(format!("{}/{MET}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(items(&output)[0]["file"], "-");
    assert_eq!(items(&output)[0]["mapping"]["verdict"], "strong");
}

#[test]
fn a_folder_means_every_file_in_it() {
    let with_slash = items(&run(&["examine", "tests/cases/mapping/sid-absent/"]));
    let files: Vec<_> = with_slash.iter().map(|item| item["file"].as_str().unwrap()).collect();
    assert!(files.contains(&MET) && files.contains(&BROKEN), "{files:?}");
    assert!(files.is_sorted(), "{files:?}");
    assert_eq!(items(&run(&["examine", "tests/cases/mapping/sid-absent"])), with_slash);
}

#[test]
fn an_unknown_file_is_still_an_item() {
    let output = run(&["examine", "Cargo.toml"]);
    assert!(output.status.success());
    assert_eq!(items(&output)[0]["kind"], "unknown");
    assert!(!items(&output)[0]["defects"].as_array().unwrap().is_empty(), "it says why");
}

#[test]
fn an_unreadable_path_is_named_and_the_others_are_answered() {
    let output = run(&["examine", "no/such/file.cer", MET]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(items(&output).len(), 1);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/file.cer"));
}

/// Where a shell can limit the memory of a program.
#[test]
#[cfg(target_os = "linux")]
fn a_file_larger_than_the_memory_is_named_and_the_others_are_answered() {
    let large = temporary("large.bin");
    // A sparse file takes no space on the disk.
    std::fs::File::create(&large).unwrap().set_len(4 << 30).unwrap();
    let output = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 1000000 && exec \"$@\"",
            "sh",
            env!("CARGO_BIN_EXE_strongmap"),
            "examine",
            BROKEN,
        ])
        .args([large.as_path(), std::path::Path::new(MET)])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    std::fs::remove_file(&large).unwrap();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let files: Vec<_> = items(&output).iter().map(|item| item["file"].clone()).collect();
    assert_eq!(files, [BROKEN, MET]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("-large.bin") && said.contains("memory"), "{said}");
}

#[test]
fn wrong_usage_is_reported() {
    #[track_caller]
    fn check(arguments: &[&str], words: &str) {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    check(&[], "name a command");
    check(&["explain"], "unknown command `explain`");
    check(&["examine"], "at least one file");
    check(&["examine", "--colour", MET], "unknown option `--colour`");
    check(&["examine", "--markdown", MET], "unknown option `--markdown`");
    check(&["overview", "--markdown=yes", MET], "unknown option `--markdown`");
    check(&["examine", MET, "--situation"], "needs a value");
    check(&["examine", "--situation", "no/such.json", MET], "no/such.json");
    let broken = situation("broken", r#"{"account":{"sid":"1105"}}"#);
    check(&["examine", "--situation", &broken, MET], "`1105` is not a SID");
    check(&["code"], "name a code");
}

#[test]
fn unknown_situation_keys_are_reported() {
    let path = situation("typo", r#"{"dc":{"versoin":"2016"}}"#);
    let output = run(&["examine", "--situation", &path, MET]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("dc.versoin"));
}

#[test]
fn a_code_is_found_in_any_spelling() {
    #[track_caller]
    fn check(query: &[&str], family: &str, number: u32) {
        let mut arguments = vec!["code"];
        arguments.extend(query);
        let output = run(&arguments);
        assert!(output.status.success(), "{query:?}");
        let first = &items(&output)[0];
        assert_eq!(
            (first["family"].as_str().unwrap(), first["number"].as_u64().unwrap()),
            (family, number.into())
        );
    }
    check(&["13908"], "IKE", 13908);
    check(&["0x80073654"], "IKE", 13908);
    check(&["-2146762495"], "HRESULT", 0x800B_0101);
    check(&["event", "39"], "KDC", 39);
    check(&["reason", "code", "16"], "NPS", 16);
    check(&["#/code/ike/13908"], "IKE", 13908);
}

#[test]
fn an_unknown_code_is_a_hint_and_exit_code_one() {
    let output = run(&["code", "qqqqzzzz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty() && !output.stderr.is_empty());
}

#[test]
fn a_configuration_is_checked() {
    let check = |text: &str, code: i32, out: &str, err: &str| {
        let path = situation(&format!("configuration-{code}"), text);
        let output = run(&["config", &path]);
        assert_eq!(output.status.code(), Some(code), "{text}");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(said(&output.stdout).contains(out) && said(&output.stderr).contains(err), "{output:?}");
        assert_eq!(
            (output.stdout.is_empty(), output.stderr.is_empty()),
            (code != 0, code == 0),
            "{output:?}"
        );
    };
    check(r#"{"organisation": "Corp"}"#, 0, "is a valid configuration: Corp.", "");
    check(r#"{"support": {"text": "x", "link": "javascript:x"}}"#, 1, "", "$.support.link: expected a link");
    check("nothing", 1, "", "$: expected JSON");
    check(
        r#"{"situation": {"server_name": "https://vpn/"}}"#,
        1,
        "",
        "$.situation.server_name: expected a DNS",
    );
    let path = situation("configuration-utf-16", b"\xff\xfe{\0}\0");
    let output = run(&["config", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected UTF-8"), "{output:?}");
    assert_eq!(run(&["config", "no/such.json"]).status.code(), Some(2));
    assert_eq!(run(&["config"]).status.code(), Some(2));
}

#[test]
fn map_prints_the_verdict_in_words() {
    let path = situation("words", r#"{"today":"2026-11-20T00:00:00Z","scenario":"user-tunnel"}"#);
    let output = run(&["map", "--situation", &path, BROKEN]);
    let said = String::from_utf8(output.stdout).unwrap();
    for words in [
        "REFUSED: Not strongly mapped",
        "alice@corp.example",
        "What to do",
        "KDC event 39",
        "Timeline",
        "2025-02-11 to 2027-01-15, including today: REFUSED",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}

#[test]
fn help_and_version_succeed() {
    for (argument, words) in
        [("--help", "Usage:"), ("help", "Usage:"), ("--version", env!("CARGO_PKG_VERSION"))]
    {
        let output = run(&[argument]);
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).contains(words));
    }
}

#[test]
fn option_values_and_file_names_are_not_options() {
    let folder = folder("words");
    for (name, case) in [("--help", MET), ("--markdown", BROKEN), ("-h", BROKEN)] {
        std::fs::copy(case, folder.join(name)).unwrap();
    }
    let check = |arguments: &[&str], begin: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_strongmap"))
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.starts_with(begin), "{arguments:?}: {said}");
    };
    check(&["examine", "--", "--help"], r#"{"schema":"strongmap/1","file":"--help""#);
    check(&["examine", "--password", "-h", "./-h"], r#"{"schema":"strongmap/1","file":"./-h""#);
    check(&["examine", "--password=-h", "./-h"], r#"{"schema":"strongmap/1","file":"./-h""#);
    check(&["overview", "--password", "--markdown", "./-h"], "{");
    check(&["overview", "--", "--markdown"], "{");
    check(&["overview", "--password", "x", "--markdown", "./-h"], "# ");
    for asked in [["examine", "--help"], ["overview", "-h"], ["code", "-h"], ["config", "--help"]] {
        check(&asked, "strongmap checks");
    }
    check(&["map", "--situation", "no/such.json", "--help"], "strongmap checks");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// An empty folder for this test.
fn folder(name: &str) -> std::path::PathBuf {
    let path = temporary(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir(&path).unwrap();
    path
}

#[test]
fn a_folder_without_files_says_so() {
    let path = folder("empty");
    let output = run(&["examine", path.to_str().unwrap()]);
    assert!(output.status.success() && output.stdout.is_empty());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("strongmap-") && said.contains("contains no files"), "{said}");
}

/// Nothing ever writes to the pipe, so opening it would block forever.
#[cfg(unix)]
#[test]
fn special_files_are_reported_and_not_opened() {
    let path = folder("pipe");
    let socket = std::os::unix::net::UnixListener::bind(path.join("a-socket")).unwrap();
    assert!(Command::new("mkfifo").arg(path.join("b-pipe")).status().unwrap().success());
    std::fs::create_dir(path.join("inside")).unwrap();
    std::os::unix::fs::symlink(&path, path.join("inside/c-link")).unwrap();
    std::fs::copy(MET, path.join("d.pem")).unwrap();
    let output = run(&["examine", path.to_str().unwrap()]);
    assert_eq!((output.status.code(), items(&output).len()), (Some(2), 1));
    let said = String::from_utf8_lossy(&output.stderr);
    for (name, why) in
        [("a-socket", "not a regular file"), ("b-pipe", "not a regular file"), ("c-link", "not followed")]
    {
        assert!(said.lines().any(|line| line.contains(name) && line.contains(why)), "{name}: {said}");
    }
    drop(socket);
}

#[test]
fn a_refusal_is_reported_once() {
    let expired = "tests/cases/rules/expired/broken.pem";
    let path = situation("expired", r#"{"today":"2030-01-01T00:00:00Z"}"#);
    let text = run(&["map", "--situation", &path, expired]).stdout;
    let text = String::from_utf8_lossy(&text);
    assert!(text.starts_with("REFUSED: Expired\n"), "{text}");
}

#[test]
fn locked_files_say_how_to_pass_the_password() {
    let locked = "tests/cases/intake/pkcs12/aes.pfx";
    let says = |arguments: &[&str]| {
        String::from_utf8_lossy(&run(arguments).stdout).contains("Use --password to provide it.")
    };
    assert!(says(&["map", locked]));
    assert!(!says(&["map", BROKEN]));
    // No password helps here: the archive has to be extracted first.
    let mut archive =
        forge::container::zip::archive(&[("a", forge::container::zip::Method::Stored, b"secret")]);
    let directory = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    archive[directory + 8] |= 1;
    let path = folder("locked").join("locked.zip");
    std::fs::write(&path, archive).unwrap();
    let text = run(&["map", path.to_str().unwrap()]).stdout;
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains("Extract it with its password first."), "{text}");
    assert!(!text.to_lowercase().contains("--password") && !text.contains("used once"), "{text}");
}

/// The text counts characters from one, as the page does; the JSON counts from zero.
#[test]
fn a_character_that_differs_is_counted_from_one() {
    let path = situation("character", r#"{"account":{"alt_security_identities":["X509:<SKI>0"]}}"#);
    let item = &items(&run(&["examine", "--situation", &path, BROKEN]))[0];
    let differences = item["mapping"]["explicit"][0]["differences"].as_array().unwrap();
    let output = run(&["map", "--situation", &path, BROKEN]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!differences.is_empty());
    for difference in differences {
        let (at, message) = (difference["at"].as_u64().unwrap(), difference["message"].as_str().unwrap());
        assert!(text.contains(&format!("At character {}: {message}", at + 1)), "{text}");
    }
}

#[test]
fn the_overview_counts_what_examine_prints() {
    let output = run(&["overview", BROKEN, MET, MET]);
    assert!(output.status.success());
    let overview = &items(&output)[0];
    assert_eq!((&overview["certificates"], &overview["duplicates"]), (&2.into(), &1.into()));
    assert_eq!((&overview["signs"]["refused"], &overview["signs"]["good"]), (&1.into(), &1.into()));
    let markdown = run(&["overview", "--markdown", BROKEN, MET]);
    let text = String::from_utf8(markdown.stdout).unwrap();
    assert!(text.contains("2 certificates: 1 refused"), "{text}");
    assert_eq!(run(&["overview"]).status.code(), Some(2));
}
