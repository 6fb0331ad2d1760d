//! The list of rules.

use super::{
    Rule, dns_name_missing, mapping_methods, mapping_unsettled, name_of_another, ntauth_issuer,
    older_than_account, san_uri_unread, several_accounts, sid_absent, sid_mismatch, upn_missing,
    upn_suffix_foreign,
};

/// Every rule, in the order of the gates at which they mostly count.
pub const ALL: &[Rule] = &[
    sid_absent::RULE,
    san_uri_unread::RULE,
    sid_mismatch::RULE,
    older_than_account::RULE,
    upn_missing::RULE,
    dns_name_missing::RULE,
    upn_suffix_foreign::RULE,
    name_of_another::RULE,
    several_accounts::RULE,
    ntauth_issuer::RULE,
    mapping_methods::RULE,
    mapping_unsettled::RULE,
];
