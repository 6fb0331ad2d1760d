//! The whole page as one file, which runs from wherever it is: a share, a USB drive, a host that serves only HTML.

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use super::compress::gzip;
use super::digest::source;
use super::files;
use super::site::{Built, INDEX, LICENCES, Page, build_mark};
use crate::program::{Failure, Outcome};

/// What the page says until its program is loaded, and what the single file, which contains its program, omits.
const OTHERWISE: &str = " If it does not start, open <a href=\"strongmap.html\">strongmap.html</a> instead: the same page in one file.";

/// The text of `strongmap.html`.
pub(super) fn fold(built: &Built, licences: &str) -> Outcome<String> {
    let mut page = Page(files::text(&built.files, INDEX)?.to_owned());
    let style = inline("style", files::text(&built.files, "style.css")?)?;
    let scripts = [
        inline("script", files::text(&built.files, "app.js")?)?,
        inline("script", files::text(&built.files, "start.js")?)?,
    ];
    let icon = Base64::encode_string(files::bytes(&built.files, "icon.svg")?);

    page.replace(
        "<link rel=\"icon\" href=\"./icon.svg\"/>",
        &format!("<link rel=\"icon\" type=\"image/svg+xml\" href=\"data:image/svg+xml;base64,{icon}\">"),
    )?;
    page.replace("<link rel=\"stylesheet\" href=\"./style.css\"/>", &style)?;
    for left_out in [
        "  <link rel=\"manifest\" href=\"manifest.webmanifest\">\n",
        "  <link rel=\"preload\" href=\"app_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n",
        "  <script src=\"app.js\" defer></script>\n",
        "  <script src=\"./start.js\" defer></script>\n",
    ] {
        page.replace(left_out, "")?;
    }

    page.replace(OTHERWISE, "")?;

    // What is a separate file in the site is an element here, after everything visible, and before the scripts that
    // look for it.
    let mut tail = String::new();
    let mut programs = page.programs()?;
    let parts = programs.as_object_mut().into_iter().flat_map(|programs| programs.values_mut());
    for part in parts.flat_map(|program| program.as_object_mut()).flat_map(|program| program.values_mut()) {
        let name = part.get("href").and_then(Value::as_str).unwrap_or_default().to_owned();
        tail.push_str(&packed(&name, files::bytes(&built.files, &name)?));
        *part = json!({ "href": format!("#{name}") });
    }
    page.replace_programs(&programs)?;
    tail.push_str(&packed(LICENCES, licences.as_bytes()));
    tail.push_str(&scripts.join("\n"));
    page.replace("</body>", &format!("{tail}\n</body>"))?;
    page.add_to_head(&format!("<link rel=\"license\" href=\"#{LICENCES}\">"))?;
    page.add_to_head(&build_mark(&built.id))?;

    let policy = page.between(POLICY, "\"")?.to_owned();
    page.replace(&policy, &policy_for(&style, &scripts))?;
    Ok(page.0)
}

const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// Only what is in the file may run, and nothing at all may be fetched.
fn policy_for(style: &str, scripts: &[String]) -> String {
    let allowed = |element: &str| source(content(element));
    let scripts: Vec<String> = scripts.iter().map(|script| allowed(script)).collect();
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; connect-src 'none'; \
         worker-src blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; \
         trusted-types strongmap",
        scripts.join(" "),
        allowed(style)
    )
}

fn inline(element: &str, text: &str) -> Outcome<String> {
    // Anything that would end the element early, or change how the rest of it is parsed.
    let lower = text.to_ascii_lowercase();
    if [&format!("</{element}"), "<!--", "\r", "\0"].iter().any(|mark| lower.contains(*mark)) {
        return Err(Failure(format!("a {element} cannot stand inside of {INDEX} as it is")));
    }
    Ok(format!("<{element}>{text}</{element}>"))
}

/// The text between the tags of an inline element.
fn content(element: &str) -> &str {
    let from = element.find('>').map_or(0, |at| at + 1);
    let to = element.rfind('<').unwrap_or(element.len());
    element.get(from..to).unwrap_or_default()
}

/// A data block is no script to a browser, whatever it contains.
fn packed(name: &str, bytes: &[u8]) -> String {
    let text = Base64::encode_string(&gzip(bytes));
    format!("<script type=\"application/gzip;base64\" id=\"{name}\">{text}</script>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_that_would_end_its_element_is_refused() {
        let check = |text: &str, expect: bool| assert_eq!(inline("script", text).is_ok(), expect, "{text}");
        check("const a = 1 < 2;", true);
        check("const a = '</SCRIPT>';", false);
        check("// <!-- comment", false);
        check("a\r\nb", false);
    }

    #[test]
    fn the_policy_names_exactly_the_inline_scripts_and_styles() {
        let script = inline("script", "").unwrap();
        let policy = policy_for("<style>a > b {}</style>", &[script]);
        assert!(policy.contains(
            "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'wasm-unsafe-eval';"
        ));
        assert!(policy.contains(&format!("style-src {};", source("a > b {}"))));
        assert!(policy.contains("connect-src 'none'"));
    }

    #[test]
    fn what_the_single_file_omits_is_in_the_page() {
        assert_eq!(include_str!("../../../index.html").matches(OTHERWISE).count(), 1);
    }

    /// The 404 page is sent in every folder, so its style has to be inline.
    #[test]
    fn the_page_for_missing_addresses_names_its_style() {
        let page = include_str!("../../../www/404.html");
        let (_, style) = page.split_once("<style>").unwrap();
        let style = source(style.split_once("</style>").unwrap().0);
        assert!(page.contains(&format!("style-src {style};")), "its style is {style}");
    }
}
