//! Moments as the tests write them: `2025-02-11T00:00:00Z`.

/// A moment split into its parts; no calendar is needed, because nothing is calculated with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The year, four digits.
    pub(crate) year: u16,
    rest: [u8; 5],
}

impl Moment {
    /// `20250211000000Z`: the text of a GeneralizedTime, and from its third character that of a UTCTime.
    pub(crate) fn digits(&self) -> String {
        let [month, day, hour, minute, second] = self.rest;
        format!("{:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z", self.year)
    }
}

impl From<&str> for Moment {
    /// # Panics
    /// If the text is not of the form `2025-02-11T00:00:00Z`.
    fn from(text: &str) -> Self {
        let numbers: Vec<u16> =
            text.trim_end_matches('Z').split(['-', 'T', ':']).map(|part| part.parse().unwrap()).collect();
        assert!(text.len() == 20 && text.ends_with('Z') && numbers.len() == 6, "not a moment: {text}");
        let small = |place: usize| u8::try_from(numbers[place]).unwrap();
        Self { year: numbers[0], rest: [small(1), small(2), small(3), small(4), small(5)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_a_moment() {
        assert_eq!(Moment::from("2025-02-11T07:08:09Z").digits(), "20250211070809Z");
    }
}
