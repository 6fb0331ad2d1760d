//! The worker that looks up codes, so that this works at once even while the others read. Only its program contains the
//! pages of the codes, and it is fetched when the first code is looked up.

use super::seam::{Reply, Request};
use crate::catalog::Family;
use crate::report::code;

/// Answers a request about codes.
#[must_use]
pub fn answer(request: Request) -> Reply {
    match request {
        Request::LookUp { query } => Reply::LookedUp { hits: code::look_up(&query), query },
        Request::Explain { item, text } => {
            let (sure, hits) = code::explain(&text);
            Reply::Explained { item, sure, hits }
        }
        Request::Page { link } => {
            let (page, meanings) = code::at(&link);
            Reply::Page { link, page: page.map(Box::new), meanings }
        }
        Request::Browse => Reply::Codes { hits: Family::ALL.into_iter().flat_map(code::family).collect() },
        // Requests about files are for the other workers.
        _ => Reply::Ready,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_looked_up_shown_and_listed() {
        let Reply::LookedUp { hits, .. } = answer(Request::LookUp { query: "853".into() }) else { panic!() };
        assert_eq!(hits.first().map(|hit| hit.link.as_str()), Some("#/code/ras/853"));
        let Reply::Page { page, .. } = answer(Request::Page { link: "#/code/ras/853".into() }) else {
            panic!()
        };
        assert!(page.is_some_and(|page| page.blocks.len() > 5));
        let Reply::Codes { hits } = answer(Request::Browse) else { panic!() };
        assert_eq!(hits.len(), crate::catalog::entries().len());
        assert_eq!(answer(Request::Count), Reply::Ready);
    }
}
