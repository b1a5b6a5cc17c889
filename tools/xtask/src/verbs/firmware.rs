use anyhow::{Context, Result};
use clap::Args;

use crate::boards::{BOARDS, Board};
use crate::firmware;
use crate::outcome::Outcome;

/// Build firmware images and print where they are
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask firmware --assistant coffee --board mps2-an386")]
pub struct Firmware {
    /// The folder in tools/assistants that is linked as the pack
    #[arg(long, default_value = "home")]
    assistant: String,
    /// mps2-an386 or mps3-an547; both if not given
    #[arg(long)]
    board: Option<String>,
}

impl Firmware {
    pub fn run(self) -> Result<Outcome> {
        let boards = match &self.board {
            Some(name) => {
                vec![Board::named(name).with_context(|| format!("no board is called {name}"))?]
            }
            None => BOARDS.to_vec(),
        };
        for board in boards {
            println!("{}", firmware::build(board, &self.assistant)?.display());
        }
        Ok(Outcome::Good)
    }
}
