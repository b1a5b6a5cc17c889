//! What a firmware's ELF file says about memory.

use std::path::Path;

use anyhow::{Context, Result};
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};

/// A firmware's sections and variables that are in memory at run time.
pub struct Firmware {
    sections: Vec<Section>,
    variables: Vec<Variable>,
    pack: Vec<u8>,
}

/// A section that takes memory.
#[derive(Debug, Clone)]
pub struct Section {
    pub name: String,
    pub bytes: u64,
}

/// A static variable.
#[derive(Debug, Clone)]
pub struct Variable {
    pub name: String,
    pub bytes: u64,
}

/// Sections that are in flash; the initial values of `.data` are there as well.
const IN_FLASH: [&str; 5] = [".vector_table", ".text", ".rodata", ".pack", ".data"];
/// Sections that are in RAM; the stack is the rest.
const IN_RAM: [&str; 3] = [".data", ".bss", ".uninit"];

impl Firmware {
    pub fn read(elf: &Path) -> Result<Self> {
        let bytes = std::fs::read(elf).with_context(|| format!("cannot read {}", elf.display()))?;
        let file = object::File::parse(&*bytes)
            .with_context(|| format!("{} is not an ELF file", elf.display()))?;
        let mut sections = Vec::new();
        let mut pack = Vec::new();
        let mut ram = Vec::new();
        for section in file.sections() {
            let name = section.name()?;
            if name == ".pack" {
                pack = section.data()?.to_vec();
            }
            if IN_RAM.contains(&name) {
                ram.push(section.index());
            }
            sections.push(Section {
                name: name.to_owned(),
                bytes: section.size(),
            });
        }
        let mut variables: Vec<_> = file
            .symbols()
            .filter(|symbol| {
                symbol.kind() == SymbolKind::Data
                    && symbol.size() > 0
                    && symbol
                        .section_index()
                        .is_some_and(|index| ram.contains(&index))
            })
            .map(|symbol| Variable {
                name: readable(symbol.name().unwrap_or_default()),
                bytes: symbol.size(),
            })
            .collect();
        variables.sort_by_key(|variable| std::cmp::Reverse(variable.bytes));
        Ok(Self {
            sections,
            variables,
            pack,
        })
    }

    /// The sections in flash that are not empty.
    pub fn flash(&self) -> Vec<Section> {
        self.of(&IN_FLASH)
    }

    /// The sections in RAM that are not empty.
    pub fn ram(&self) -> Vec<Section> {
        self.of(&IN_RAM)
    }

    /// Static variables in RAM, the largest first.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The linked pack, as the device reads it.
    pub fn pack(&self) -> &[u8] {
        &self.pack
    }

    fn of(&self, names: &[&str]) -> Vec<Section> {
        names
            .iter()
            .filter_map(|name| self.sections.iter().find(|section| section.name == *name))
            .filter(|section| section.bytes > 0)
            .cloned()
            .collect()
    }
}

/// The last two parts of a symbol's path: enough to tell a variable by.
fn readable(mangled: &str) -> String {
    let path = format!("{:#}", rustc_demangle::demangle(mangled));
    match path.rmatch_indices("::").nth(1) {
        Some((at, _)) => path[at + 2..].to_owned(),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_names_become_short() {
        let mangled = "_ZN15goldcrest_board4qemu5ARENA17h0123456789abcdefE";
        assert_eq!(readable(mangled), "qemu::ARENA");
        assert_eq!(readable("DEVICE_PERIPHERALS"), "DEVICE_PERIPHERALS");
    }
}
