//! SHA-256 fingerprints, of several certificates at a time.
//!
//! Processors have instructions for SHA-256, but WebAssembly does not: there, it took a quarter of the time to read a
//! hundred thousand certificates. WebAssembly does have vectors of four 32-bit numbers. With one certificate in each
//! lane, the hash (FIPS 180-4, section 6.2) is computed for four at once, which takes about half the time. Single ones
//! are left to `sha2`, as on all other targets.

use sha2::{Digest as _, Sha256};
use wide::u32x4;

/// How many are computed together.
pub(super) const LANES: usize = 4;

/// Whether there are vectors but no instructions for the hash itself.
const IS_FASTER: bool = cfg!(all(target_arch = "wasm32", target_feature = "simd128"));

/// From this length on, each is hashed alone: shorter ones would end early and leave their lanes idle.
const LONG: usize = 16 * 1024;

/// The SHA-256 of each.
pub(super) fn of_each(texts: &[&[u8]]) -> Vec<[u8; 32]> {
    let together = |texts: &[&[u8]]| IS_FASTER && texts.iter().all(|text| text.len() < LONG);
    let (fours, rest) = texts.as_chunks::<LANES>();
    fours
        .iter()
        .flat_map(|four| if together(four) { of_four(*four) } else { four.map(of_one) })
        .chain(rest.iter().copied().map(of_one))
        .collect()
}

/// The SHA-256 of one.
pub(super) fn of_one(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}

fn of_four(texts: [&[u8]; LANES]) -> [[u8; 32]; LANES] {
    let padded = texts.map(Padded::new);
    let mut state = BEGIN.map(u32x4::splat);
    let mut digests = [[0; 32]; LANES];
    for place in 0..padded.iter().map(Padded::blocks).max().unwrap_or_default() {
        compress(&mut state, &padded.each_ref().map(|text| text.block(place)));
        for (lane, (text, digest)) in padded.iter().zip(&mut digests).enumerate() {
            if text.blocks() == place + 1 {
                let numbers = state.iter().filter_map(|number| number.as_array().get(lane).copied());
                for (octets, number) in digest.as_chunks_mut().0.iter_mut().zip(numbers) {
                    *octets = number.to_be_bytes();
                }
            }
        }
    }
    digests
}

/// A text padded to blocks: followed by a 1 bit, zeros, and its length in bits in the last eight bytes.
struct Padded<'a> {
    whole: &'a [Block],
    tail: [Block; 2],
    tail_blocks: usize,
}

type Block = [u8; 64];

impl<'a> Padded<'a> {
    fn new(text: &'a [u8]) -> Self {
        let (whole, rest) = text.as_chunks();
        let tail_blocks = if rest.len() < 56 { 1 } else { 2 };
        let bits = (text.len() as u64).wrapping_mul(8).to_be_bytes();
        let mut octets = rest.iter().copied().chain([0x80]);
        let zeros = tail_blocks * 64 - bits.len();
        let mut tail = [[0; 64]; 2];
        for (place, octet) in tail.as_flattened_mut().iter_mut().take(tail_blocks * 64).enumerate() {
            *octet = match place.checked_sub(zeros) {
                None => octets.next().unwrap_or_default(),
                Some(place) => bits.get(place).copied().unwrap_or_default(),
            };
        }
        Self { whole, tail, tail_blocks }
    }

    fn blocks(&self) -> usize {
        self.whole.len() + self.tail_blocks
    }

    /// A block; any block after the end of the text.
    fn block(&self, place: usize) -> &Block {
        let behind = || self.tail.get(place - self.whole.len());
        self.whole.get(place).or_else(behind).unwrap_or(&[0; 64])
    }
}

/// Processes one block of each of the four.
#[expect(clippy::indexing_slicing, reason = "every index is one of sixteen places")]
fn compress(state: &mut [u32x4; 8], blocks: &[&Block; LANES]) {
    /// Repeats code for each of sixteen indexes, unrolled. With constant indexes, the variables of a round are only
    /// renamed and never moved; a loop takes a quarter longer.
    macro_rules! sixteen_times {
        ($place:ident, $act:block) => { sixteen_times!($place, $act, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) };
        ($place:ident, $act:block, $($number:literal)*) => { $({ let $place = $number; $act })* };
    }
    let mut words = words(blocks);
    let mut now = *state;
    let [first, later @ ..] = &ROUNDS;
    sixteen_times!(place, { now = round(now, words[place], first[place]) });
    for constants in later {
        sixteen_times!(place, {
            words[place] = next(&words, place);
            now = round(now, words[place], constants[place]);
        });
    }
    for (state, now) in state.iter_mut().zip(now) {
        *state += now;
    }
}

#[inline(always)]
fn round([a, b, c, d, e, f, g, h]: [u32x4; 8], word: u32x4, constant: u32) -> [u32x4; 8] {
    let mixed = h
        + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25))
        + (g ^ (e & (f ^ g)))
        + u32x4::splat(constant)
        + word;
    let sum = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + (b ^ ((a ^ b) & (b ^ c)));
    [mixed + sum, a, b, c, d + mixed, e, f, g]
}

/// The word that replaces this one, for use sixteen rounds later.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "every index is below sixteen by `%`")]
fn next(words: &[u32x4; 16], place: usize) -> u32x4 {
    let [now, near, mid, far] = [0, 1, 9, 14].map(|on| words[(place + on) % 16]);
    now + (rotated(near, 7) ^ rotated(near, 18) ^ (near >> 3_u32))
        + mid
        + (rotated(far, 17) ^ rotated(far, 19) ^ (far >> 10_u32))
}

#[inline(always)]
fn rotated(it: u32x4, bits: u32) -> u32x4 {
    (it >> bits) | (it << (32 - bits))
}

/// The sixteen numbers of a block, for each of the four: a transposition of four numbers of four blocks at a time.
#[expect(clippy::indexing_slicing, reason = "there are four places in sixteen numbers")]
fn words(blocks: &[&Block; LANES]) -> [u32x4; 16] {
    let numbers = blocks.map(|block| block.as_chunks::<4>().0.as_chunks::<4>().0);
    let mut words = [u32x4::ZERO; 16];
    for (place, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let [a, b, c, d] = numbers.map(|fours| u32x4::new(fours[place].map(u32::from_be_bytes)));
        let (low, lower) = (a.unpack_lo(c), b.unpack_lo(d));
        let (high, higher) = (a.unpack_hi(c), b.unpack_hi(d));
        *words = [low.unpack_lo(lower), low.unpack_hi(lower), high.unpack_lo(higher), high.unpack_hi(higher)];
    }
    words
}

/// The initial state: the first 32 fractional bits of the square roots of the first eight primes.
const BEGIN: [u32; 8] = fractional_bits(2);

/// The round constants: the same of the cube roots of the first 64 primes.
const ROUNDS: [[u32; 16]; 4] = match fractional_bits::<64>(3).as_chunks() {
    ([first, second, third, fourth], []) => [*first, *second, *third, *fourth],
    _ => panic!("four times sixteen are 64"),
};

/// The first 32 fractional bits of a root of each of the first primes.
#[expect(clippy::cast_possible_truncation, reason = "what stands before the point is to go")]
#[expect(clippy::indexing_slicing, reason = "the loop ends with the array")]
const fn fractional_bits<const COUNT: usize>(root: u32) -> [u32; COUNT] {
    let mut all = [0; COUNT];
    let (mut found, mut number) = (0, 2);
    while found < COUNT {
        if is_prime(number) {
            // The root of the number, with 32 fractional bits.
            let wanted = (number as u128) << (32 * root);
            let (mut whole, mut bit) = (0_u128, 1 << 40);
            while bit > 0 {
                if (whole + bit).pow(root) <= wanted {
                    whole += bit;
                }
                bit >>= 1;
            }
            all[found] = whole as u32;
            found += 1;
        }
        number += 1;
    }
    all
}

const fn is_prime(number: u32) -> bool {
    let mut divisor = 2;
    while divisor < number {
        if number.is_multiple_of(divisor) {
            return false;
        }
        divisor += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lengths: [usize; LANES]) {
        let texts = lengths.map(|length| (0..=255_u8).cycle().skip(length).take(length).collect::<Vec<_>>());
        let texts = texts.each_ref().map(Vec::as_slice);
        assert_eq!(of_four(texts), texts.map(of_one), "{lengths:?}");
    }

    #[test]
    fn four_together_have_the_fingerprints_of_each_alone() {
        for length in 0..300 {
            check([length, 299 - length, length / 2, 1737]);
        }
    }

    #[test]
    fn fingerprints_of_any_count_keep_their_order() {
        let long = vec![7; LONG];
        let texts: Vec<&[u8]> = vec![b"a", b"b", &long, b"c", b"", b"d", b"e", b"f", b"g", b"h"];
        for count in 0..=texts.len() {
            let alone: Vec<_> = texts[..count].iter().copied().map(of_one).collect();
            assert_eq!(of_each(&texts[..count]), alone, "{count}");
        }
    }
}
