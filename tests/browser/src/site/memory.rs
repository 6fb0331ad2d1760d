//! Gives a compiled program little memory, so that it runs out of it with files of a handy size.

/// The same program with a memory limit: at most this many pages of 64 KiB above those it starts with. `None` if it has
/// no memory of its own, or a limit already.
pub(super) fn limited(program: &[u8], more: u64) -> Option<Vec<u8>> {
    const HEAD: usize = 8;
    const MEMORIES: u8 = 5;
    let mut at = HEAD;
    loop {
        let kind = *program.get(at)?;
        let (length, content) = number(program, at + 1)?;
        let end = content.checked_add(usize::try_from(length).ok()?)?;
        if kind != MEMORIES {
            at = end;
            continue;
        }
        let [1, 0] = program.get(content..content + 2)? else { return None };
        let (least, _) = number(program, content + 2)?;
        let memory = [vec![1, 1], written(least), written(least + more)].concat();
        let length = written(memory.len() as u64);
        return Some([program.get(..=at)?, &length, &memory, program.get(end..)?].concat());
    }
}

/// The LEB128 number at an offset, and where it ends.
fn number(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for (shift, end) in (0..35).step_by(7).zip(at + 1..) {
        let octet = *bytes.get(end - 1)?;
        value |= u64::from(octet & 0x7f) << shift;
        if octet & 0x80 == 0 {
            return Some((value, end));
        }
    }
    None
}

fn written(mut value: u64) -> Vec<u8> {
    let mut octets = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            octets.push(low);
            return octets;
        }
        octets.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_written_into_the_memory() {
        let head = b"\0asm\x01\0\0\0";
        // An empty type section before the memory, and an empty code section after it.
        let (before, behind) = ([1, 4, 1, 0x60, 0, 0], [10, 1, 0]);
        let check = |memory: &[u8], expect: Option<&[u8]>| {
            let program = |memory: &[u8]| [head.as_slice(), &before, memory, &behind].concat();
            assert_eq!(limited(&program(memory), 400), expect.map(program), "{memory:02x?}");
        };
        check(&[5, 3, 1, 0, 17], Some(&[5, 5, 1, 1, 17, 0xa1, 0x03]));
        check(&[5, 4, 1, 0, 0x82, 0x01], Some(&[5, 6, 1, 1, 0x82, 0x01, 0x92, 0x04]));
        check(&[5, 4, 1, 1, 17, 18], None);
        check(&[], None);
        assert_eq!(limited(&[head.as_slice(), &[5, 3, 1, 0]].concat(), 400), None, "it breaks off");
    }
}
