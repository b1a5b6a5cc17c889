//! Links the pack and the recordings; see `goldcrest-board-link`.

fn main() {
    goldcrest_board_link::firmware(include_str!("memory.x"));
}
