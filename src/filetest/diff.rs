//! A line diff for people.
//!
//! Takes: expected and actual lines. Gives: text with `-` before what is missing, `+` before
//! what is new, and three equal lines around each change. Invariant: deleting the `+` lines
//! and the marks gives the expected text, context apart. Cost: O(n * m) in the lines between
//! the common beginning and end; more than [`MAX_CELLS`] and they are shown whole.

/// Equal lines shown around a change.
const CONTEXT: usize = 3;

/// Largest table of the longest common subsequence.
const MAX_CELLS: usize = 4 << 20;

/// The difference between two lists of lines.
pub(super) fn lines(expected: &[&str], actual: &[&str]) -> String {
    let edits = edits(expected, actual);
    let changed: Vec<usize> =
        edits.iter().enumerate().filter(|(_, edit)| edit.0 != ' ').map(|(at, _)| at).collect();
    let mut out = String::new();
    let mut skipped = false;
    for (at, (mark, line)) in edits.iter().enumerate() {
        let near = changed.partition_point(|&change| change + CONTEXT < at);
        if changed.get(near).is_none_or(|&change| change > at + CONTEXT) {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            out.push_str("  …\n");
        }
        out.push_str(format!("{mark} {line}").trim_end());
        out.push('\n');
    }
    if skipped {
        out.push_str("  …\n");
    }
    out
}

/// All lines of both, each with `-`, `+` or a space.
fn edits<'a>(expected: &[&'a str], actual: &[&'a str]) -> Vec<(char, &'a str)> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = expected.iter().zip(actual).take_while(same).count();
    let (old, new) = (&expected[start..], &actual[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);

    let mut all: Vec<(char, &str)> = expected[..start].iter().map(|&line| (' ', line)).collect();
    if old.len() * new.len() <= MAX_CELLS {
        by_subsequence(old, new, &mut all);
    } else {
        all.extend(old.iter().map(|&line| ('-', line)));
        all.extend(new.iter().map(|&line| ('+', line)));
    }
    all.extend(expected[expected.len() - end..].iter().map(|&line| (' ', line)));
    all
}

fn by_subsequence<'a>(old: &[&'a str], new: &[&'a str], all: &mut Vec<(char, &'a str)>) {
    let width = new.len() + 1;
    // common[i][j]: length of the longest common subsequence of old[i..] and new[j..].
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            all.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len()
            && (j == new.len() || common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            all.push(('-', old[i]));
            i += 1;
        } else {
            all.push(('+', new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn shows_changes_with_context() {
        let old: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let old: Vec<&str> = old.iter().map(String::as_str).collect();
        let mut new = old.clone();
        new[9] = "nine";
        new.insert(11, "");
        let expected = "  …\n  6\n  7\n  8\n- 9\n+ nine\n  10\n+\n  11\n  12\n  13\n  …\n";
        assert_eq!(lines(&old, &new), expected);
        assert_eq!(lines(&[], &["a"]), "+ a\n");
        assert_eq!(lines(&["a"], &[]), "- a\n");
    }
}
