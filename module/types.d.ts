// The contract of Strongmap, as docs/contract.md explains it. Written from the Rust types by a test: see CONTRIBUTING.md.

/** What may be told, but need not be: what is missing, or null, is not known. */
type Told<T> = { [Key in keyof T]?: T[Key] | null };

/** Everything the operator told. */
export type Situation = Told<{
  /** The day for which to judge. The core has no clock: without it, validity in time cannot be judged. */
  today: Moment | null;
  /** The scenarios asked for; empty means all that fit the certificate's role. */
  scenario: Scenario | Array<Scenario>;
  /** The account the certificate should log on. */
  account: Account;
  /** The domain controllers. */
  dc: Dc;
  /** The name a client is told to connect to. */
  server_name: string | null;
  /** The machine that shows or checks the certificate. */
  client: Client;
  /** What is known of the chain beyond the files. */
  chain: Chain;
  /** How a TLS server maps client certificates. */
  schannel: Schannel;
  /** How Routing and Remote Access is set up. */
  rras: Rras;
  /** How Network Policy Server is set up. */
  nps: Nps;
}>;

/** A second in UTC. */
export type Moment = string;

/** Where a certificate is used. */
export type Scenario = "user-tunnel" | "device-tunnel" | "wifi-user" | "wifi-computer" | "smart-card" | "ipsec-account-mapping" | "ldaps-client" | "ikev2-server" | "nps-server" | "sstp-server" | "kdc";

/** The account the certificate should log on. */
export type Account = Told<{
  /** A person's or a machine's. */
  kind: AccountKind | null;
  /** `objectSid`. */
  sid: Sid | null;
  /** `userPrincipalName`. */
  upn: string | null;
  /** `sAMAccountName`. */
  sam: string | null;
  /** `dNSHostName`. */
  dns: string | null;
  /** `whenCreated`. */
  created: Moment | null;
  /** `altSecurityIdentities`; not known if absent, none set if empty. */
  alt_security_identities: Array<string> | null;
  /** Whether the certificate's key is registered on the account (Windows Hello for Business key trust). */
  key_trust: boolean | null;
  /** Whether the client sends a user name hint with the certificate; the name, if it does. */
  username_hint: string | null;
  /** Whether no other account has the same name or an explicit mapping for the same certificate. */
  unique: boolean | null;
}>;

/** Whose account it is. */
export type AccountKind = "user" | "computer";

/** A well-formed security identifier of revision 1. */
export type Sid = string;

/** The domain controllers. */
export type Dc = Told<{
  /** Releases of Windows Server; several, if domain controllers differ and any of them may answer. */
  version: ServerVersion | Array<ServerVersion>;
  /** Month of the newest cumulative update, that month's second Tuesday included. */
  updated: UpdateMonth | null;
  /** DNS name of the domain. */
  realm: string | null;
  /** Further UPN suffixes of the forest. */
  upn_suffixes: Array<string>;
  /** `UseSubjectAltName`: 0 makes the domain controller ignore the UPN in the certificate. */
  use_subject_alt_name: number | null;
  /** `StrongCertificateBindingEnforcement`. */
  enforcement: number | null;
  /** `CertificateBackdatingCompensation`, in seconds. */
  backdating_seconds: number | null;
  /** The lines of the policy for name-based strong mappings; not known if absent, switched off if empty. */
  name_policy: Array<string> | null;
  /** Whether the issuing authority stands in the NTAuth store. */
  ntauth_has_issuer: boolean | null;
  /** `AllowNtAuthPolicyBypass`. */
  nt_auth_bypass: number | null;
}>;

/** A release of Windows Server, oldest first. */
export type ServerVersion = "2008" | "2008r2" | "2012" | "2012r2" | "2016" | "2019" | "2022" | "2025";

/** A month of cumulative updates, which are released on its second Tuesday. */
export type UpdateMonth = string;

/** The machine that shows or checks the certificate. */
export type Client = Told<{
  /** Release of Windows, as in `11`. */
  windows: string | null;
  /** Server names the profile accepts. */
  server_names: Array<string>;
  /** Whether the certificate's private key lies beside it. */
  has_private_key: boolean | null;
  /** Where and how the private key is kept. */
  key_storage: KeyStorage | null;
}>;

/** Where and how a private key is kept. */
export type KeyStorage = "software" | "tpm" | "old-tpm" | "prompt" | "signature-only" | "user-profile";

/** What is known of the chain beyond the files. */
export type Chain = Told<{
  /** Whether the side that checks trusts the root. */
  trusted: boolean | null;
  /** Whether the side that checks has the intermediate authorities. */
  intermediates: boolean | null;
  /** Whether the certificate is revoked. */
  revoked: boolean | null;
  /** Whether the side that checks can fetch the revocation lists. */
  crl_reachable: boolean | null;
}>;

/** How a TLS server maps client certificates. */
export type Schannel = Told<{
  /** `CertificateMappingMethods`. */
  mapping_methods: number | null;
}>;

/** How Routing and Remote Access is set up. */
export type Rras = Told<{
  /** `CertAuthFlags`. */
  cert_auth_flags: number | null;
  /** Name of the root set with `RootCertificateNameToAccept`. */
  root_name: string | null;
  /** Purposes set with `CertificateEKUsToAccept`. */
  ekus: Array<string>;
}>;

/** How Network Policy Server is set up. */
export type Nps = Told<{
  /** `IgnoreNoRevocationCheck`. */
  ignore_no_revocation_check: boolean | null;
  /** Object identifiers a network policy asks for. */
  required_policy_oids: Array<string>;
}>;

/** One item and everything there is to say about it. */
export type Item = {
  schema: "strongmap/1";
  file: string;
  origin: string;
  offset: number | null;
  length: number | null;
  kind: Kind;
  certificate: CertificateFacts | null;
  defects: Array<Remark>;
  mapping: MappingFacts | null;
  findings: Array<Finding>;
  predictions: Array<Prediction>;
  questions: Array<Question>;
};

/** What an item is. */
export type Kind = "certificate" | "request" | "revocation_list" | "private_key" | "locked" | "evidence" | "unknown";

export type CertificateFacts = {
  sha256: string;
  sha1: string;
  version: number;
  serial: string | null;
  subject: string;
  issuer: string | null;
  not_before: Moment | null;
  not_after: Moment | null;
  signature_algorithm: string | null;
  public_key: PublicKey | null;
  san: Array<AltName>;
  eku: Array<string>;
  application_policies: Array<string>;
  key_usage: Array<string>;
  ski: string | null;
  aki: string | null;
  basic_constraints: BasicConstraints | null;
  cdp: Array<string>;
  aia: Array<string>;
  ocsp: Array<string>;
  template: Template | null;
  extensions: Array<Extension>;
};

export type PublicKey = {
  algorithm: string;
  bits: number | null;
  curve: string | null;
};

export type AltName = {
  type: "dns" | "email" | "uri" | "ip" | "upn" | "other" | "dirname" | "rid" | "x400" | "edi";
  value: string;
  oid: string | null;
};

export type BasicConstraints = {
  ca: boolean;
  path_len: number | null;
};

export type Template = {
  name: string | null;
  oid: string | null;
  major: number | null;
  minor: number | null;
};

export type Extension = {
  oid: string;
  critical: boolean;
  name: string | null;
  offset: number;
  length: number;
};

export type Remark = {
  id: string;
  message: string;
  offset: number | null;
  length: number | null;
};

export type MappingFacts = {
  verdict: Verdict;
  by: By | null;
  sid: Sid | null;
  sid_extension: Claim | null;
  san_uri: Claim | null;
  locators: Locators;
  near_misses: Array<Remark>;
  alt_security_identities: AltSecurityIdentities;
  explicit: Array<Explicit>;
};

/** Whether a certificate proves its account. */
export type Verdict = "strong" | "weak" | "none" | "mismatch" | "undecided";

/** What a verdict rests on. */
export type By = "sid_extension" | "san_uri" | "alt_security_identity" | "key_trust" | "name_policy" | "upn" | "dns";

export type Claim = {
  raw: string;
  sid: Sid | null;
  class: Class;
};

/** What a SID can stand for, as far as its shape tells. */
export type Class = "domain" | "entra" | "builtin" | "wellknown" | "truncated" | "invalid";

export type Locators = {
  upn: Array<string>;
  dns: Array<string>;
  email: Array<string>;
};

/** The strings for `altSecurityIdentities`; absent where the certificate cannot give one. */
export type AltSecurityIdentities = {
  /** `X509:<I>…<SR>…`, strong. */
  issuer_serial: string | null;
  /** `X509:<SKI>…`, strong. */
  ski: string | null;
  /** `X509:<SHA1-PUKEY>…`, strong. */
  sha1_puk: string | null;
  /** `X509:<I>…<SID>…`, strong. */
  issuer_sid: string | null;
  /** `X509:<I>…<S>…`, weak. */
  issuer_subject: string | null;
  /** `X509:<S>…`, weak. */
  subject: string | null;
  /** `X509:<RFC822>…`, weak; one for each mail address. */
  rfc822: Array<string>;
};

export type Explicit = {
  text: string;
  form: string | null;
  strength: Strength;
  matches: boolean;
  differences: Array<Difference>;
};

/** How a domain controller ranks a string. */
export type Strength = "strong" | "weak" | "invalid";

export type Difference = {
  id: string;
  message: string;
  at: number;
};

export type Finding = {
  rule: string;
  weight: Weight;
  because: string;
  confidence: Confidence;
};

/** How grave a finding is. */
export type Weight = "note" | "warn" | "block";

/** How well a statement is founded. Kept apart from how grave it is. */
export type Confidence = "inferred" | "reported" | "documented";

export type Prediction = {
  scenario: Scenario;
  outcome: Outcome;
  assumptions: Array<string>;
  gate: Gate | null;
  codes: Array<Code>;
  because: Array<string>;
  remedies: Array<Remedy>;
};

/** What happens. */
export type Outcome = "connects" | "connects-with-warning" | "fails" | "cannot-tell";

/** Where a connection can stop, in the order in which Windows reaches them. */
export type Gate = "selection" | "key-exchange" | "server-trust" | "chain" | "revocation" | "policy" | "account-mapping";

export type Code = {
  family: Family;
  number: number;
  source: string | null;
  seen_on: Station;
  likelihood: number;
  confidence: Confidence;
};

/** Where a number belongs. One number means different things in different families. */
export type Family = "IKE" | "RAS" | "NPS" | "KDC" | "SCHANNEL" | "EVENT" | "KRB" | "EAP" | "ONEX" | "HRESULT" | "NTSTATUS" | "TLS";

/** A machine on the way of a logon. */
export type Station = "client" | "vpn-server" | "nps" | "dc";

/** Something to do. */
export type Remedy = {
  /** What it achieves. */
  title: string;
  /** How, one step after the other. */
  steps: Array<string>;
  /** What can be pasted. */
  commands: Array<Command>;
};

/** Something that can be pasted. */
export type Command = {
  /** Where to paste it. */
  shell: Shell;
  /** The command; values are quoted so that pasting cannot do anything else. */
  text: string;
};

/** Where a command is pasted. */
export type Shell = "powershell" | "certutil" | "reg" | "intune";

export type Question = {
  id: string;
  why: string;
};

/** What a list tells of a certificate or request. */
export type Row = {
  /** Whether it proves its account. */
  verdict: Verdict;
  /** What the verdict rests on. */
  by: By | null;
  /** The SID that counts. */
  sid: Sid | null;
  /** What is shown in any of the scenarios: first what is likeliest in each, then what comes second, and so on. */
  codes: Array<RowCode>;
  /** Whom it names. */
  subject: string;
  /** End of validity. */
  not_after: Moment | null;
  /** SHA-256 over the whole DER. */
  sha256: string;
};

/** A code in the row: as much as looking it up takes. */
export type RowCode = {
  family: Family;
  number: number;
};

/** A catalog entry. */
export type Entry = {
  family: Family;
  number: number;
  source: string | null;
  hex: string;
  signed: number;
  symbol: string | null;
  title: string;
  meaning: string;
  spellings: Array<string>;
  predicted_by: Array<string>;
  see_also: Array<SeeAlso>;
  link: string;
  confidence: Confidence;
  sources: Array<string>;
};

/** An entry that has to do with another. */
export type SeeAlso = {
  family: Family;
  number: number;
  why: string;
};
