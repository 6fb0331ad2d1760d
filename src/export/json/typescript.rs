//! The contract in TypeScript, as `module/types.d.ts` tells it to those who embed Strongmap.

use super::*;
use ts_rs::{Config, TS};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look() {
        let config = Config::new().with_large_int("number");
        println!("{}", Item::decl(&config));
        println!("{:?}", CertificateFacts::docs());
        println!("{}", crate::situation::Situation::decl(&config));
        println!("{}", crate::situation::Dc::decl(&config));
        println!("{}", Family::decl(&config));
        println!("{}", Sid::decl(&config));
        for d in Item::dependencies(&config) { println!("{d:?}"); }
    }
}
