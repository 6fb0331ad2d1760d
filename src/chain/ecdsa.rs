//! Verifies ECDSA signatures: FIPS 186-5, "Digital Signature Standard", section 6.4.2.
//!
//! The curves are those used in certificates for Windows, from NIST SP 800-186, section 3.2.1; their coefficient a is
//! -3. Points are in Jacobian coordinates: (X : Y : Z) with x = X/Z² and y = Y/Z³.

use super::hash::Hash;
use super::number::{Modulus, Number, high_bits_first, is_zero};
use super::signature::Signature;
use crate::tlv::{Element, tag};
use der::oid::ObjectIdentifier;

/// Curve parameters, in hexadecimal.
struct Curve {
    oid: ObjectIdentifier,
    /// The prime of the field.
    prime: &'static str,
    /// The coefficient b.
    b: &'static str,
    /// The order of the base point.
    order: &'static str,
    /// The base point.
    x: &'static str,
    y: &'static str,
}

const CURVES: [Curve; 3] = [
    Curve {
        oid: ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        prime: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        order: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        x: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        y: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    },
    Curve {
        oid: ObjectIdentifier::new_unwrap("1.3.132.0.34"),
        prime: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
                ffffffff0000000000000000ffffffff",
        b: "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a\
            c656398d8a2ed19d2a85c8edd3ec2aef",
        order: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
                581a0db248b0a77aecec196accc52973",
        x: "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38\
            5502f25dbf55296c3a545e3872760ab7",
        y: "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0\
            0a60b1ce1d7e819d7a431d7c90ea0e5f",
    },
    Curve {
        oid: ObjectIdentifier::new_unwrap("1.3.132.0.35"),
        prime: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        b: "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109\
            e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        order: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        x: "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d\
            baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        y: "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66\
            2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
    },
];

/// Verifies a signature over a message. `curve` is the content of the curve's OID, `key` the content of the bit string
/// in the `SubjectPublicKeyInfo`, and the signature:
///
/// ```text
/// Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }                        RFC 3279, section 2.2.3
/// ```
pub(super) fn verify(curve: &[u8], key: &[u8], hash: Hash, message: &[u8], signature: &[u8]) -> Signature {
    let Some(field) = CURVES.iter().find(|known| known.oid.as_bytes() == curve).and_then(Field::new) else {
        return Signature::NotChecked("only the curves P-256, P-384 and P-521 are verified");
    };
    let width = field.prime.octets();
    let point = match key.split_first() {
        Some((4, coordinates)) if coordinates.len() == 2 * width => field.point(coordinates),
        Some((2 | 3, x)) if x.len() == width => {
            return Signature::NotChecked("the point of the issuer's key is compressed");
        }
        _ => None,
    };
    let Some(point) = point else {
        return Signature::NotChecked("the issuer's key is not a point on its curve");
    };
    if field.accepts(&point, &hash.digest(&[message]), signature).is_some() {
        Signature::Verified
    } else {
        Signature::Wrong
    }
}

/// A curve prepared for computing. Coordinates are in Montgomery form.
struct Field {
    prime: Modulus,
    order: Modulus,
    b: Number,
    base: Point,
}

/// A point; the point at infinity has Z = 0.
#[derive(Clone)]
struct Point {
    x: Number,
    y: Number,
    z: Number,
}

impl Field {
    fn new(curve: &Curve) -> Option<Self> {
        let prime = Modulus::new(&octets(curve.prime))?;
        let order = Modulus::new(&octets(curve.order))?;
        let enter = |hex: &str| Some(prime.enter(&prime.number(&octets(hex))?));
        let base = Point { x: enter(curve.x)?, y: enter(curve.y)?, z: prime.enter(&prime.small(1)) };
        Some(Self { b: enter(curve.b)?, base, order, prime })
    }

    /// Reads x and y; `None` if the point is not on the curve.
    fn point(&self, coordinates: &[u8]) -> Option<Point> {
        let p = &self.prime;
        let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
        let (x, y) = (p.enter(&p.number(x)?), p.enter(&p.number(y)?));
        // y² = x³ - 3x + b
        let cube = p.multiply(&p.square(&x), &x);
        let triple = p.add(&p.add(&x, &x), &x);
        let right = p.add(&p.subtract(&cube, &triple), &self.b);
        (p.square(&y) == right).then(|| Point { x, y, z: p.enter(&p.small(1)) })
    }

    /// `Some` if the signature is valid.
    fn accepts(&self, key: &Point, digest: &[u8], signature: &[u8]) -> Option<()> {
        let (p, n) = (&self.prime, &self.order);
        let whole = |element: &Element<'_>, tag| element.tag == tag && element.missing == 0;
        let signature = Element::read(signature).filter(|element| whole(element, tag::SEQUENCE))?;
        let mut parts = signature.children().filter(|part| whole(part, tag::INTEGER));
        let r = n.number(parts.next()?.content).filter(|r| !is_zero(r))?;
        let s = n.number(parts.next()?.content).filter(|s| !is_zero(s))?;
        // As many bits of the hash as the order has; for these curves and hashes that is whole bytes or all of it.
        let e = n.reduced(digest.get(..n.octets()).unwrap_or(digest))?;
        // Fermat: the inverse is the power of the order minus two.
        let exponent = n.to_octets(&n.subtract(&n.small(0), &n.small(2)));
        let inverse = n.power(&n.enter(&s), &exponent);
        let sum = self.sum_of_multiples(
            &n.to_octets(&n.multiply(&e, &inverse)),
            &n.to_octets(&n.multiply(&r, &inverse)),
            key,
        );
        if is_zero(&sum.z) {
            return None;
        }
        // x modulo the order must be r. As x = X/Z² is below the prime, it is r, or r + n if that is below it too.
        let square = p.square(&sum.z);
        let r = n.to_octets(&r);
        let is_x = |x: &[u8]| p.number(x).is_some_and(|x| p.multiply(&p.enter(&x), &square) == sum.x);
        (is_x(&r) || add_octets(&r, &n.own_octets()).is_some_and(|x| is_x(&x))).then_some(())
    }

    /// a times the base point plus b times the other, in one pass (Shamir's trick).
    fn sum_of_multiples(&self, a: &[u8], b: &[u8], point: &Point) -> Point {
        let both = self.add(&self.base, point);
        let mut sum = Point { x: self.prime.small(0), y: self.prime.small(0), z: self.prime.small(0) };
        for bits in high_bits_first(a).zip(high_bits_first(b)) {
            sum = self.double(&sum);
            sum = match bits {
                (true, true) => self.add(&sum, &both),
                (true, false) => self.add(&sum, &self.base),
                (false, true) => self.add(&sum, point),
                (false, false) => sum,
            };
        }
        sum
    }

    fn double(&self, point: &Point) -> Point {
        let p = &self.prime;
        let twice = |a: &Number| p.add(a, a);
        let delta = p.square(&point.z);
        let gamma = p.square(&point.y);
        let beta = p.multiply(&point.x, &gamma);
        let slope = p.multiply(&p.subtract(&point.x, &delta), &p.add(&point.x, &delta));
        let slope = p.add(&twice(&slope), &slope);
        let beta4 = twice(&twice(&beta));
        let x = p.subtract(&p.square(&slope), &twice(&beta4));
        let z = p.subtract(&p.subtract(&p.square(&p.add(&point.y, &point.z)), &gamma), &delta);
        let gamma8 = twice(&twice(&twice(&p.square(&gamma))));
        let y = p.subtract(&p.multiply(&slope, &p.subtract(&beta4, &x)), &gamma8);
        Point { x, y, z }
    }

    fn add(&self, a: &Point, b: &Point) -> Point {
        let p = &self.prime;
        if is_zero(&a.z) {
            return b.clone();
        }
        if is_zero(&b.z) {
            return a.clone();
        }
        let (za, zb) = (p.square(&a.z), p.square(&b.z));
        let (xa, xb) = (p.multiply(&a.x, &zb), p.multiply(&b.x, &za));
        let ya = p.multiply(&a.y, &p.multiply(&b.z, &zb));
        let yb = p.multiply(&b.y, &p.multiply(&a.z, &za));
        let (run, rise) = (p.subtract(&xb, &xa), p.subtract(&yb, &ya));
        if is_zero(&run) && is_zero(&rise) {
            return self.double(a);
        }
        // If only the run is zero, the points are opposite, and the result has z = 0: infinity.
        let square = p.square(&run);
        let cube = p.multiply(&square, &run);
        let v = p.multiply(&xa, &square);
        let x = p.subtract(&p.subtract(&p.square(&rise), &cube), &p.add(&v, &v));
        let y = p.subtract(&p.multiply(&rise, &p.subtract(&v, &x)), &p.multiply(&ya, &cube));
        Point { x, y, z: p.multiply(&run, &p.multiply(&a.z, &b.z)) }
    }
}

/// The sum of two big-endian numbers of the same length; `None` if it overflows.
fn add_octets(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut sum = a.to_vec();
    let mut carry = false;
    for (octet, other) in sum.iter_mut().zip(b).rev() {
        let (more, first) = octet.overflowing_add(*other);
        let (more, second) = more.overflowing_add(u8::from(carry));
        *octet = more;
        carry = first || second;
    }
    (!carry).then_some(sum)
}

pub(super) fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits
        .chunks(2)
        .filter_map(|pair| u8::try_from(pair.iter().fold(0, |octet, digit| octet << 4 | digit)).ok())
        .collect()
}
