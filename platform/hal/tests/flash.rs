//! A store in flash keeps what was saved, whenever power is lost.

mod memory;

use goldcrest_hal::{FlashStore, LONGEST_VALUE, Store, StoreError};
use memory::{Flash, PAGE, PAGES};

fn store(flash: Flash) -> FlashStore<Flash> {
    FlashStore::open(flash, 0..(PAGE * PAGES) as u32).unwrap()
}

fn value(store: &mut FlashStore<Flash>, key: u16) -> Option<Vec<u8>> {
    let mut buffer = [0; LONGEST_VALUE];
    let length = store.load(key, &mut buffer).unwrap()?;
    Some(buffer[..length].to_vec())
}

#[test]
fn what_is_saved_is_there_after_a_reset() {
    let mut first = store(Flash::new());
    for round in 0..40u8 {
        for key in 0..30 {
            first.save(key, &[round; 60]).unwrap();
        }
    }
    let mut second = store(first.into_flash());
    for key in 0..30 {
        assert_eq!(value(&mut second, key), Some(vec![39; 60]));
    }
    assert_eq!(value(&mut second, 77), None);
    assert_eq!(second.save(1, &[0; 300]), Err(StoreError::Full));
    assert_eq!(
        second.load(1, &mut [0; 8]),
        Err(StoreError::BufferTooSmall { needed: 60 })
    );
}

#[test]
fn wherever_power_is_lost_the_old_value_or_the_new_is_there() {
    let mut before = store(Flash::new());
    for number in 0..230u16 {
        before.save(number % 40, &[number as u8; 50]).unwrap();
    }
    let flash = before.into_flash();
    let (mut cuts, mut old_kept, mut erased) = (0, 0, false);
    for save in 0..60u16 {
        let mut flash = flash.clone();
        let mut whole = store(flash.clone());
        for earlier in 0..save {
            whole.save(earlier % 40, &[200; 50]).unwrap();
        }
        flash.clone_from(&whole.into_flash());
        let key = save % 40;
        let expected: Vec<Option<Vec<u8>>> = {
            let mut reader = store(flash.clone());
            (0..40).map(|key| value(&mut reader, key)).collect()
        };
        for cut in 1.. {
            let mut cut_off = store(Flash {
                left: Some(cut),
                ..flash.clone()
            });
            let saved = cut_off.save(key, &[201; 50]);
            let mut left = cut_off.into_flash();
            left.left = None;
            let after_erased = left.erased;
            let mut after = store(left);
            let new = value(&mut after, key);
            let is_new = new == Some(vec![201; 50]);
            assert!(
                is_new || new == expected[usize::from(key)],
                "save {save}, cut {cut}: {new:?}"
            );
            for other in (0..40).filter(|other| *other != key) {
                assert_eq!(value(&mut after, other), expected[usize::from(other)]);
            }
            after.save(key, &[202; 50]).unwrap();
            assert_eq!(value(&mut after, key), Some(vec![202; 50]));
            cuts += 1;
            old_kept += usize::from(!is_new);
            if saved.is_ok() {
                erased |= after_erased > flash.erased;
                break;
            }
        }
    }
    assert!(
        cuts > 500 && old_kept > 100,
        "{cuts} cuts, {old_kept} left the old"
    );
    assert!(erased, "some save erases a page");
}
