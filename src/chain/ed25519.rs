//! Verifies Ed25519 signatures: RFC 8032, "Edwards-Curve Digital Signature Algorithm (EdDSA)", section 5.1.7.
//!
//! The curve is -x² + y² = 1 + d·x²·y². Points are in extended coordinates: (X : Y : Z : T) with x = X/Z, y = Y/Z and
//! x·y = T/Z, for which one formula both adds and doubles, without exceptions.

use super::ecdsa::octets;
use super::hash::Hash;
use super::number::{Modulus, Number, high_bits_first, is_zero};
use super::signature::Signature;

/// The prime of the field.
const PRIME: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
/// The order of the base point.
const ORDER: &str = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
const D: &str = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
/// The base point.
const X: &str = "216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a";
const Y: &str = "6666666666666666666666666666666666666666666666666666666666666658";
/// A square root of minus one.
const ROOT: &str = "2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0";
/// The prime minus five, divided by eight.
const EXPONENT: &str = "0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd";

/// Verifies a signature over a message with a key, both encoded as in certificates.
pub(super) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Signature {
    let Some(field) = Field::new() else {
        return Signature::NotChecked("the issuer's key cannot be read");
    };
    let Some(point) = field.point(key) else {
        return Signature::NotChecked("the issuer's key is not a point on its curve");
    };
    match field.accepts(&point, key, message, signature) {
        Some(true) => Signature::Verified,
        _ => Signature::Wrong,
    }
}

/// The curve prepared for computing. Coordinates are in Montgomery form.
struct Field {
    prime: Modulus,
    order: Modulus,
    d: Number,
    one: Number,
    base: Point,
}

struct Point {
    x: Number,
    y: Number,
    z: Number,
    t: Number,
}

impl Field {
    fn new() -> Option<Self> {
        let prime = Modulus::new(&octets(PRIME))?;
        let order = Modulus::new(&octets(ORDER))?;
        let enter = |hex: &str| Some(prime.enter(&prime.number(&octets(hex))?));
        let (x, y, d, one) = (enter(X)?, enter(Y)?, enter(D)?, prime.enter(&prime.small(1)));
        let base = Point { t: prime.multiply(&x, &y), x, y, z: one.clone() };
        Some(Self { prime, order, d, one, base })
    }

    /// Reads y and the lowest bit of x; `None` if there is no such point.
    fn point(&self, encoded: &[u8]) -> Option<Point> {
        let p = &self.prime;
        let mut octets: Vec<u8> = encoded.iter().rev().copied().collect();
        let highest = octets.first_mut().filter(|_| encoded.len() == 32)?;
        let is_odd = *highest & 0x80 != 0;
        *highest &= 0x7f;
        let y = p.enter(&p.number(&octets)?);
        // x² = u/v; the candidate root is u·v³·(u·v⁷)^((p-5)/8), or that times a square root of minus one.
        let square = p.square(&y);
        let u = p.subtract(&square, &self.one);
        let v = p.add(&p.multiply(&self.d, &square), &self.one);
        let cube = p.multiply(&p.square(&v), &v);
        let seventh = p.multiply(&p.square(&cube), &v);
        let power = p.power(&p.multiply(&u, &seventh), &self::octets(EXPONENT));
        let root = p.multiply(&p.multiply(&u, &cube), &power);
        let other = p.multiply(&root, &p.enter(&p.number(&self::octets(ROOT))?));
        let x = [root, other].into_iter().find(|x| p.multiply(&v, &p.square(x)) == u)?;
        let negative = p.subtract(&p.small(0), &x);
        let x = if self.is_odd(&x) == is_odd { x } else { negative };
        if self.is_odd(&x) != is_odd {
            // Zero has no negative.
            return None;
        }
        Some(Point { t: p.multiply(&x, &y), x, y, z: self.one.clone() })
    }

    fn is_odd(&self, entered: &[u32]) -> bool {
        self.prime.leave(entered).first().is_some_and(|lowest| lowest & 1 == 1)
    }

    /// Whether the signature is valid; `None` if it is malformed.
    fn accepts(&self, key: &Point, encoded_key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
        let (p, n) = (&self.prime, &self.order);
        let (r, s) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32)?;
        let s: Vec<u8> = s.iter().rev().copied().collect();
        let s = n.number(&s)?;
        let k = self.scalar(&Hash::Sha512.digest(&[r, encoded_key, message]))?;
        // S times the base point must equal R plus k times the key, so R is the first minus k times the key.
        let minus = Point {
            x: p.subtract(&p.small(0), &key.x),
            y: key.y.clone(),
            z: key.z.clone(),
            t: p.subtract(&p.small(0), &key.t),
        };
        let sum = self.sum_of_multiples(&n.to_octets(&s), &n.to_octets(&k), &minus);
        if is_zero(&sum.z) {
            return None;
        }
        // Fermat: the inverse is the power of the prime minus two.
        let inverse = p.power(&sum.z, &p.to_octets(&p.subtract(&p.small(0), &p.small(2))));
        let mut encoded = p.to_octets(&p.leave(&p.multiply(&sum.y, &inverse)));
        if let Some(highest) = encoded.first_mut().filter(|_| self.is_odd(&p.multiply(&sum.x, &inverse))) {
            *highest |= 0x80;
        }
        encoded.reverse();
        Some(encoded == r)
    }

    /// Little-endian bytes modulo the order, 31 at a time, because that many are always below it.
    fn scalar(&self, octets: &[u8]) -> Option<Number> {
        const WIDTH: usize = 31;
        let n = &self.order;
        let mut shift = vec![0; WIDTH + 1];
        *shift.first_mut()? = 1;
        let shift = n.enter(&n.number(&shift)?);
        octets.chunks(WIDTH).rev().try_fold(n.small(0), |sum, chunk| {
            let chunk: Vec<u8> = chunk.iter().rev().copied().collect();
            Some(n.add(&n.multiply(&sum, &shift), &n.number(&chunk)?))
        })
    }

    /// a times the base point plus b times the other, in one pass (Shamir's trick).
    fn sum_of_multiples(&self, a: &[u8], b: &[u8], point: &Point) -> Point {
        let zero = || self.prime.small(0);
        let both = self.add(&self.base, point);
        let mut sum = Point { x: zero(), y: self.one.clone(), z: self.one.clone(), t: zero() };
        for bits in high_bits_first(a).zip(high_bits_first(b)) {
            sum = self.add(&sum, &sum);
            sum = match bits {
                (true, true) => self.add(&sum, &both),
                (true, false) => self.add(&sum, &self.base),
                (false, true) => self.add(&sum, point),
                (false, false) => sum,
            };
        }
        sum
    }

    /// RFC 8032, section 5.1.4.
    fn add(&self, one: &Point, other: &Point) -> Point {
        let p = &self.prime;
        let a = p.multiply(&p.subtract(&one.y, &one.x), &p.subtract(&other.y, &other.x));
        let b = p.multiply(&p.add(&one.y, &one.x), &p.add(&other.y, &other.x));
        let c = p.multiply(&p.multiply(&one.t, &p.add(&self.d, &self.d)), &other.t);
        let d = p.multiply(&p.add(&one.z, &one.z), &other.z);
        let (e, f, g, h) = (p.subtract(&b, &a), p.subtract(&d, &c), p.add(&d, &c), p.add(&b, &a));
        Point { x: p.multiply(&e, &f), y: p.multiply(&g, &h), z: p.multiply(&f, &g), t: p.multiply(&e, &h) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forge::unhex;

    #[track_caller]
    fn check(key: &str, message: &str, signature: &str, expect: Signature) {
        assert_eq!(verify(&unhex(key), &unhex(message), &unhex(signature)), expect);
    }

    /// The examples of RFC 8032, section 7.1, and variants with one byte changed.
    #[test]
    fn rfc_8032_examples_verify() {
        let empty = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
                     d25bf5f0595bbe24655141438e7a100b";
        let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        check(key, "", empty, Signature::Verified);
        check(key, "00", empty, Signature::Wrong);
        check(key, "", &empty.replace("e556", "e557"), Signature::Wrong);
        check(key, "", &empty.replace("7a100b", "7a100c"), Signature::Wrong);
        check(key, "", &empty.replace("7a100b", "7a10fb"), Signature::Wrong);
        check(key, "", "e556", Signature::Wrong);
        check(
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
             387b2eaeb4302aeeb00d291612bb0c00",
            Signature::Verified,
        );
    }

    #[test]
    fn invalid_keys_are_not_checked() {
        let none = Signature::NotChecked("the issuer's key is not a point on its curve");
        check("", "", "", none);
        check(&"ff".repeat(32), "", "", none);
        check(&format!("02{}", "00".repeat(31)), "", "", none);
        // The point with x = 0 has no odd x.
        check(&format!("01{}80", "00".repeat(30)), "", "", none);
    }
}
