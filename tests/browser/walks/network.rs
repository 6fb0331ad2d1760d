//! Nothing leaves the origin of the page. Every walk watches over that; these show that it can be seen.

use browser::outcome::{holds, same};
use browser::visit::File;
use browser::{Failure, Outcome, Visit};

crate::walks! { what_leaves_would_be_seen, the_page_asks_for_its_own_parts_only }

fn what_leaves_would_be_seen(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.browser.open(&visit.site.talkative_url())?;
    let wanted =
        ["GET http://elsewhere.example/a ", "GET http://localhost:8009/b ", "CONNECT elsewhere.example:443 "];
    visit.overheard(&wanted)?;
    visit.expect("");
    Ok(())
}

fn the_page_asks_for_its_own_parts_only(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/met.pem")?])?;
    let requests = visit.site.take();
    for request in &requests {
        same(&request.path, &request.method.as_str(), &"GET")?;
        let sent = |name: &str| request.headers.iter().find(|(header, _)| header == name);
        holds(sent("cookie").is_none(), format_args!("{} is asked for with a cookie", request.path))?;
        holds(!request.path.contains('?'), format_args!("{} tells something", request.path))?;
    }
    let ends = |ending: &str| requests.iter().filter(|request| request.path.ends_with(ending)).count();
    match (ends(".wasm"), ends(".css")) {
        (2.., 1..) => Ok(()),
        (programs, styles) => Err(Failure(format!("{programs} programs and {styles} styles were asked for"))),
    }
}
