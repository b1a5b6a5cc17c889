/// Largest input of the head: twice the channels of the body's hidden values.
pub(super) const MOST_POOLED: usize = 1024;

/// Largest and mean of hidden columns, exact in integers.
///
/// Two bytes a channel hold the sum (32 columns of int8 fit an i16), one the largest.
pub(super) struct Pool<'a> {
    sums: &'a mut [i8],
    largest: &'a mut [i8],
    count: u16,
}

impl<'a> Pool<'a> {
    pub(super) const fn bytes(channels: usize) -> usize {
        3 * channels
    }

    pub(super) fn new(memory: &'a mut [i8], channels: usize) -> Self {
        let (sums, largest) = memory.split_at_mut(2 * channels);
        sums.fill(0);
        largest.fill(i8::MIN);
        Self {
            sums,
            largest,
            count: 0,
        }
    }

    pub(super) fn add(&mut self, column: &[i8]) {
        self.count += 1;
        let (sums, _) = self.sums.as_chunks_mut::<2>();
        for ((sum, largest), &value) in sums.iter_mut().zip(&mut *self.largest).zip(column) {
            let total = read(sum) + i16::from(value);
            *sum = total.to_le_bytes().map(|byte| byte as i8);
            *largest = (*largest).max(value);
        }
    }

    /// The largest values, then the means rounded half to even.
    pub(super) fn finish(&self, out: &mut [i8]) {
        let (largest, means) = out.split_at_mut(self.largest.len());
        largest.copy_from_slice(self.largest);
        let (sums, _) = self.sums.as_chunks::<2>();
        let count = f32::from(self.count.max(1));
        for (mean, sum) in means.iter_mut().zip(sums) {
            *mean = libm::rintf(f32::from(read(sum)) / count) as i8;
        }
    }
}

fn read(sum: &[i8; 2]) -> i16 {
    i16::from_le_bytes(sum.map(|byte| byte as u8))
}
