//! Tables that line up.

use super::{Ink, Tint, columns};

/// A table with a heading row; numbers to the right, everything else to the left.
#[derive(Clone, Debug)]
pub struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with these columns.
    pub fn new(heading: &[&str]) -> Self {
        Self {
            heading: heading.iter().map(|&title| title.to_owned()).collect(),
            rows: Vec::new(),
            right: Vec::new(),
        }
    }

    /// Aligns these columns (counted from 0) to the right.
    pub fn right(mut self, columns: &[usize]) -> Self {
        self.right = columns.to_vec();
        self
    }

    /// Adds a row; cells beyond the heading are dropped, missing ones are empty. Cells may be painted.
    pub fn row(&mut self, cells: &[String]) {
        let mut cells: Vec<String> = cells.iter().take(self.heading.len()).cloned().collect();
        cells.resize(self.heading.len(), String::new());
        self.rows.push(cells);
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the table, the heading first.
    pub fn lines(&self, ink: Ink) -> Vec<String> {
        let mut widths: Vec<usize> = self.heading.iter().map(|title| columns(title)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(columns(cell));
            }
        }
        let heading: Vec<String> = self
            .heading
            .iter()
            .map(|title| ink.paint(Tint::Faint, title))
            .collect();
        std::iter::once(&heading)
            .chain(&self.rows)
            .map(|cells| self.align(cells, &widths))
            .collect()
    }

    fn align(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let space = " ".repeat(width - columns(cell));
            if index > 0 {
                line.push_str("  ");
            }
            if self.right.contains(&index) {
                line.push_str(&space);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&space);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn painted_cells_line_up_with_plain_ones() {
        let mut table = Table::new(&["stage", "bytes"]).right(&[1]);
        table.row(&["wake".into(), "48".into()]);
        table.row(&[
            Ink::coloured().paint(Tint::Good, "speech"),
            "450 000".into(),
        ]);
        assert_eq!(
            table.lines(Ink::plain())[..2],
            ["stage     bytes", "wake         48"]
        );
        assert_eq!(
            columns(&table.lines(Ink::plain())[2]),
            "speech  450 000".len()
        );
    }

    #[test]
    fn rows_of_any_length_are_taken() {
        let mut table = Table::new(&["a", "b"]);
        assert!(table.is_empty());
        table.row(&["1".into(), "2".into(), "3".into()]);
        table.row(&[]);
        assert_eq!(table.lines(Ink::plain()), ["a  b", "1  2", ""]);
    }
}
