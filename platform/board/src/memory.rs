use static_cell::ConstStaticCell;

/// The memory of an assistant, for a `static`: zeros at the start, so that it costs no flash. `B` is a
/// [`Buffers`](goldcrest::Buffers) of the sizes that a pack needs.
pub struct Memory<B>(ConstStaticCell<B>);

impl<B> Memory<B> {
    /// Memory that nobody has.
    pub const fn new(buffers: B) -> Self {
        Self(ConstStaticCell::new(buffers))
    }

    /// The memory, once.
    ///
    /// # Panics
    ///
    /// When it is taken a second time.
    #[allow(
        clippy::mut_from_ref,
        reason = "the cell gives its contents away once, as `ConstStaticCell::take` does"
    )]
    pub fn take(&'static self) -> &'static mut B {
        self.0.take()
    }
}
