//! Chunks, moves and neighbours make no difference: all that a model remembers is its arena.

use goldcrest_nn::Model;

use crate::folders;

#[test]
fn chunks_of_any_size_give_what_the_whole_gives() {
    for folder in folders::all() {
        let model = Model::open(&folder.section).unwrap();
        for recording in &folder.recordings {
            let columns = recording.columns(&model);
            let whole = folders::run(&model, &columns);
            for size in [1, 2, 3, 7, 16, 50, columns.len()] {
                let mut arena = vec![0; model.arena_bytes()];
                model.reset(&mut arena).unwrap();
                let mut outputs = Vec::new();
                for chunk in columns.chunks(size) {
                    // Between chunks the model is opened anew and its memory moves.
                    let model = Model::open(&folder.section).unwrap();
                    let mut moved = vec![99; 3];
                    moved.extend(&arena);
                    for column in chunk {
                        let output = model.push(&mut moved[3..], column).unwrap();
                        outputs.extend(output.map(<[i8]>::to_vec));
                    }
                    arena = moved.split_off(3);
                }
                assert_eq!(outputs, whole, "{} in chunks of {size}", folder.name);
            }
        }
    }
}

#[test]
fn two_recordings_at_once_do_not_disturb_each_other() {
    for folder in folders::all() {
        let model = Model::open(&folder.section).unwrap();
        let Some(recording) = folder.recordings.first() else {
            continue;
        };
        let forwards = recording.columns(&model);
        let backwards: Vec<_> = forwards.iter().rev().cloned().collect();
        let alone = [
            folders::run(&model, &forwards),
            folders::run(&model, &backwards),
        ];
        let mut arenas = [(); 2].map(|()| vec![0; model.arena_bytes()]);
        let mut together = [Vec::new(), Vec::new()];
        for arena in &mut arenas {
            model.reset(arena).unwrap();
        }
        for pair in forwards.iter().zip(&backwards) {
            for (side, column) in [pair.0, pair.1].into_iter().enumerate() {
                let output = model.push(&mut arenas[side], column).unwrap();
                together[side].extend(output.map(<[i8]>::to_vec));
            }
        }
        assert_eq!(together, alone, "{}", folder.name);
    }
}
