//! Arithmetic on large numbers modulo an odd number, as needed to verify signatures.
//!
//! All inputs are public, keys and signatures alike, so nothing runs in constant time. Limbs have 32 bits, because that
//! is what WebAssembly multiplies in one step.
//!
//! Multiplication is Montgomery's: P. L. Montgomery, "Modular Multiplication Without Trial Division", 1985. A number is
//! in Montgomery form if it is multiplied by R = 2 to the number of bits in the limbs.

use std::cmp::Ordering;

/// A number below its modulus, with as many limbs, the lowest first.
pub(super) type Number = Vec<u32>;

/// An odd modulus, with its precomputed values for multiplication.
#[derive(Clone, Debug)]
pub(super) struct Modulus {
    limbs: Number,
    /// Minus the inverse of the lowest limb, modulo 2³².
    inverse: u32,
    /// R² modulo the modulus.
    square: Number,
}

impl Modulus {
    /// Takes big-endian bytes. `None` if the number is even or below three.
    pub(super) fn new(octets: &[u8]) -> Option<Self> {
        let octets = trimmed(octets);
        let limbs = limbs(octets);
        let lowest = *limbs.first()?;
        if lowest & 1 == 0 || (limbs.len() == 1 && lowest < 3) {
            return None;
        }
        let mut modulus = Self { inverse: minus_inverse(lowest), square: Number::new(), limbs };
        modulus.square = modulus.square_of_radix()?;
        Some(modulus)
    }

    /// How many bits the modulus has.
    pub(super) fn bits(&self) -> usize {
        bits(&self.limbs)
    }

    /// How many bytes the modulus has.
    pub(super) fn octets(&self) -> usize {
        self.bits().div_ceil(8)
    }

    /// The modulus itself, in big-endian bytes.
    pub(super) fn own_octets(&self) -> Vec<u8> {
        self.to_octets(&self.limbs)
    }

    /// Takes big-endian bytes; `None` if the number is not below the modulus.
    pub(super) fn number(&self, octets: &[u8]) -> Option<Number> {
        let mut number = limbs(trimmed(octets));
        if number.len() > self.limbs.len() {
            return None;
        }
        number.resize(self.limbs.len(), 0);
        (compare(&number, &self.limbs) == Ordering::Less).then_some(number)
    }

    /// Takes big-endian bytes of a number below twice the modulus, with no more bytes than the modulus.
    pub(super) fn reduced(&self, octets: &[u8]) -> Option<Number> {
        let mut number = limbs(octets);
        number.resize(self.limbs.len(), 0);
        if compare(&number, &self.limbs) != Ordering::Less {
            subtract(&mut number, &self.limbs);
        }
        (compare(&number, &self.limbs) == Ordering::Less).then_some(number)
    }

    /// The big-endian bytes of a number, as many as the modulus has.
    pub(super) fn to_octets(&self, number: &[u32]) -> Vec<u8> {
        let mut octets: Vec<u8> = number.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        octets.truncate(self.octets());
        octets.reverse();
        octets
    }

    /// Converts a number into Montgomery form.
    pub(super) fn enter(&self, number: &[u32]) -> Number {
        self.multiply(number, &self.square)
    }

    /// Converts a number back from Montgomery form.
    pub(super) fn leave(&self, entered: &[u32]) -> Number {
        self.multiply(entered, &self.small(1))
    }

    /// The Montgomery product: the product divided by R.
    pub(super) fn multiply(&self, a: &[u32], b: &[u32]) -> Number {
        let mut sum = vec![0; self.limbs.len()];
        // The overflow above the limbs of the sum, always below 2³³.
        let mut above = 0_u64;
        for digit in a {
            above += add_product(&mut sum, *digit, b);
            let lowest = sum.first().copied().unwrap_or_default();
            above += add_product(&mut sum, lowest.wrapping_mul(self.inverse), &self.limbs);
            // The lowest limb is zero now: dividing by 2³² shifts the others down.
            sum.rotate_left(1);
            if let Some(highest) = sum.last_mut() {
                *highest = low(above);
            }
            above >>= 32;
        }
        self.subtract_once(&mut sum, above != 0);
        sum
    }

    /// The Montgomery square.
    pub(super) fn square(&self, a: &[u32]) -> Number {
        self.multiply(a, a)
    }

    /// A number in Montgomery form to the power of a big-endian exponent.
    pub(super) fn power(&self, base: &[u32], exponent: &[u8]) -> Number {
        let mut power = self.enter(&self.small(1));
        for bit in high_bits_first(trimmed(exponent)) {
            power = self.square(&power);
            if bit {
                power = self.multiply(&power, base);
            }
        }
        power
    }

    /// The sum.
    pub(super) fn add(&self, a: &[u32], b: &[u32]) -> Number {
        let mut carry = 0;
        let mut sum: Number = a
            .iter()
            .zip(b)
            .map(|(a, b)| {
                carry += u64::from(*a) + u64::from(*b);
                let limb = low(carry);
                carry >>= 32;
                limb
            })
            .collect();
        self.subtract_once(&mut sum, carry != 0);
        sum
    }

    /// The difference.
    pub(super) fn subtract(&self, a: &[u32], b: &[u32]) -> Number {
        let mut difference = a.to_vec();
        if subtract(&mut difference, b) {
            // Below zero: the modulus is added, and its carry cancels the borrow.
            let mut carry = 0;
            for (limb, modulus) in difference.iter_mut().zip(&self.limbs) {
                carry += u64::from(*limb) + u64::from(*modulus);
                *limb = low(carry);
                carry >>= 32;
            }
        }
        difference
    }

    /// A small number, with all the limbs of the modulus.
    pub(super) fn small(&self, value: u32) -> Number {
        let mut number = vec![0; self.limbs.len()];
        if let Some(lowest) = number.first_mut() {
            *lowest = value;
        }
        number
    }

    fn subtract_once(&self, sum: &mut [u32], overflown: bool) {
        if overflown || compare(sum, &self.limbs) != Ordering::Less {
            subtract(sum, &self.limbs);
        }
    }

    fn square_of_radix(&self) -> Option<Number> {
        let width = self.limbs.len() * 32;
        // The highest power of two below the modulus is doubled up to 2R.
        let highest = self.bits() - 1;
        let mut power = self.small(0);
        *power.get_mut(highest / 32)? = 1 << (highest % 32);
        for _ in highest..=width {
            power = self.add(&power, &power);
        }
        // That is 2 in Montgomery form, where squaring doubles the exponent.
        let two = power;
        Some(self.power_of_two(&two, width))
    }

    /// Two, in Montgomery form, to a power.
    fn power_of_two(&self, two: &[u32], exponent: usize) -> Number {
        let mut power = two.to_vec();
        let below = usize::BITS - 1 - exponent.leading_zeros();
        for place in (0..below).rev() {
            power = self.square(&power);
            if exponent >> place & 1 == 1 {
                power = self.add(&power, &power);
            }
        }
        power
    }
}

/// Whether a number is zero.
pub(super) fn is_zero(number: &[u32]) -> bool {
    number.iter().all(|limb| *limb == 0)
}

/// The bits of big-endian bytes, highest first.
pub(super) fn high_bits_first(octets: &[u8]) -> impl Iterator<Item = bool> {
    octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1))
}

/// Big-endian bytes without leading zeros.
pub(super) fn trimmed(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

/// Adds a multiple, and returns the carry.
fn add_product(sum: &mut [u32], digit: u32, limbs: &[u32]) -> u64 {
    let digit = u64::from(digit);
    let mut carry = 0;
    for (limb, factor) in sum.iter_mut().zip(limbs) {
        carry += u64::from(*limb) + digit * u64::from(*factor);
        *limb = low(carry);
        carry >>= 32;
    }
    carry
}

/// Subtracts, and returns whether there was a borrow.
fn subtract(from: &mut [u32], what: &[u32]) -> bool {
    let mut borrow = false;
    for (limb, other) in from.iter_mut().zip(what) {
        let (less, first) = limb.overflowing_sub(*other);
        let (less, second) = less.overflowing_sub(u32::from(borrow));
        *limb = less;
        borrow = first || second;
    }
    borrow
}

fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.iter().rev().cmp(b.iter().rev())
}

fn limbs(octets: &[u8]) -> Number {
    octets.rchunks(4).map(|chunk| chunk.iter().fold(0, |limb, octet| limb << 8 | u32::from(*octet))).collect()
}

fn bits(limbs: &[u32]) -> usize {
    let zeros = limbs.iter().rev().take_while(|limb| **limb == 0).count();
    let used = limbs.len() - zeros;
    let highest = used.checked_sub(1).and_then(|place| limbs.get(place)).copied().unwrap_or_default();
    let leading = usize::try_from(highest.leading_zeros()).unwrap_or_default();
    if used == 0 { 0 } else { used * 32 - leading }
}

/// Newton's iteration doubles the number of correct bits; an odd number is its own inverse in the lowest three.
fn minus_inverse(odd: u32) -> u32 {
    let mut inverse = odd;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(wide: u64) -> u32 {
    wide as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Multiplies, adds, subtracts and raises modulo a number small enough to know the answer.
    #[track_caller]
    fn check(modulus: u64, a: u64, b: u64) {
        let wide = |value: u64| u128::from(value);
        let within = Modulus::new(&modulus.to_be_bytes()).unwrap();
        let number = |value: u64| within.number(&value.to_be_bytes()).unwrap();
        let value = |number: &[u32]| {
            within.to_octets(number).iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet))
        };
        let product = within.leave(&within.multiply(&within.enter(&number(a)), &within.enter(&number(b))));
        assert_eq!(wide(value(&product)), wide(a) * wide(b) % wide(modulus), "{a} * {b} mod {modulus}");
        assert_eq!(wide(value(&within.add(&number(a), &number(b)))), (wide(a) + wide(b)) % wide(modulus));
        let difference = (wide(a) + wide(modulus) - wide(b)) % wide(modulus);
        assert_eq!(wide(value(&within.subtract(&number(a), &number(b)))), difference);
        let power = within.leave(&within.power(&within.enter(&number(a)), &[0, 3]));
        let cube = wide(a) * wide(a) % wide(modulus) * wide(a) % wide(modulus);
        assert_eq!(wide(value(&power)), cube, "{a} ^ 3 mod {modulus}");
    }

    #[test]
    fn small_numbers_are_computed_correctly() {
        for modulus in [3, 5, 0xffff_fffb, 0x1_0000_0001, 0xffff_ffff_ffff_ffc5, 0x8000_0000_0000_0001] {
            for a in [0, 1, 2, modulus / 2, modulus - 2, modulus - 1] {
                for b in [0, 1, modulus / 3, modulus - 1] {
                    check(modulus, a, b);
                }
            }
        }
    }

    #[test]
    fn invalid_moduli_and_too_large_numbers_are_refused() {
        for octets in [&[][..], &[0], &[1], &[2], &[0, 0, 1], &[1, 0, 0, 0, 0]] {
            assert!(Modulus::new(octets).is_none(), "{octets:?}");
        }
        let seven = Modulus::new(&[0, 7]).unwrap();
        assert_eq!(seven.number(&[0, 6]), Some(vec![6]));
        assert_eq!(seven.number(&[7]), None);
        assert_eq!(seven.number(&[1, 0, 0, 0, 0]), None);
        assert_eq!((seven.bits(), seven.octets()), (3, 1));
    }
}
