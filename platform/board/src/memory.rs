use goldcrest::Buffers;
use static_cell::ConstStaticCell;

/// The memory of an assistant, for a `static`: zeros at the start, so that it costs no flash.
pub struct Memory<
    const WAKE: usize,
    const SPEECH: usize,
    const TOKENS: usize,
    const NODES: usize,
    const REWRITE: usize,
    const PERSONAL: usize,
>(ConstStaticCell<Buffers<WAKE, SPEECH, TOKENS, NODES, REWRITE, PERSONAL>>);

impl<
    const WAKE: usize,
    const SPEECH: usize,
    const TOKENS: usize,
    const NODES: usize,
    const REWRITE: usize,
    const PERSONAL: usize,
> Memory<WAKE, SPEECH, TOKENS, NODES, REWRITE, PERSONAL>
{
    /// Memory that nobody has.
    #[allow(clippy::new_without_default, reason = "it is made in a static only")]
    pub const fn new() -> Self {
        Self(ConstStaticCell::new(Buffers::new()))
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
    pub fn take(
        &'static self,
    ) -> &'static mut Buffers<WAKE, SPEECH, TOKENS, NODES, REWRITE, PERSONAL> {
        self.0.take()
    }
}
