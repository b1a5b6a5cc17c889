//! Pictures of a value a pixel, as PNG inside an SVG: a spectrogram has too many cells to draw each.

use goldcrest_pack::crc32;

/// Most bytes in a stored block of deflate.
const STORED: usize = 65_535;

/// An image of one byte a pixel, which the palette makes a colour of; rows from above.
#[derive(Clone, Debug)]
pub struct Raster {
    width: usize,
    pixels: Vec<u8>,
}

impl Raster {
    /// An image whose pixels are all 0. Both sizes at least one.
    pub fn new(width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self {
            width,
            pixels: vec![0; width * height],
        }
    }

    /// Sets a pixel; one outside is left alone.
    pub fn set(&mut self, x: usize, y: usize, value: u8) {
        if x < self.width
            && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
        {
            *pixel = value;
        }
    }

    /// The bytes of a PNG (ISO/IEC 15948) with 256 colours, not compressed.
    pub fn png(&self, palette: impl Fn(u8) -> [u8; 3]) -> Vec<u8> {
        let height = self.pixels.len() / self.width;
        let mut header = Vec::new();
        header.extend((self.width as u32).to_be_bytes());
        header.extend((height as u32).to_be_bytes());
        header.extend([8, 3, 0, 0, 0]); // eight bits, palette
        let colours: Vec<u8> = (0..=255).flat_map(palette).collect();
        let rows: Vec<u8> = self
            .pixels
            .chunks_exact(self.width)
            .flat_map(|row| std::iter::once(0).chain(row.iter().copied()))
            .collect();
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in [
            (b"IHDR", header),
            (b"PLTE", colours),
            (b"IDAT", stored(&rows)),
            (b"IEND", Vec::new()),
        ] {
            out.extend((data.len() as u32).to_be_bytes());
            out.extend(kind);
            out.extend(&data);
            out.extend(crc32(&[kind, &data]).to_be_bytes());
        }
        out
    }

    /// An SVG element that shows the image in a rectangle, pixels as they are.
    pub fn element(
        &self,
        [left, top, width, height]: [f64; 4],
        palette: impl Fn(u8) -> [u8; 3],
    ) -> String {
        format!(
            "<image x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
             href=\"data:image/png;base64,{}\"/>\n",
            base64(&self.png(palette))
        )
    }
}

/// A zlib stream (RFC 1950) of stored blocks (RFC 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(STORED).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(bytes).to_be_bytes());
    out
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1, 0);
    for &byte in bytes {
        low = (low + u32::from(byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            out.push(match place <= three.len() {
                true => char::from(LETTERS[(bits >> (18 - 6 * place)) as usize & 63]),
                false => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_and_letters_are_those_of_the_standards() {
        // RFC 4648, section 10, and the example of Adler-32 in RFC 1950's literature.
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn an_image_is_a_whole_png() {
        let mut raster = Raster::new(300, 250);
        raster.set(299, 249, 7);
        raster.set(300, 0, 9);
        raster.set(0, 250, 9);
        let png = raster.png(|value| [value; 3]);
        assert_eq!(&png[12..16], b"IHDR");
        assert_eq!(&png[16..24], [0, 0, 1, 44, 0, 0, 0, 250]);
        assert!(png.ends_with(b"IEND\xae\x42\x60\x82"));
        // Two stored blocks: 301 bytes a row with its filter byte.
        let pixels = stored(&vec![0; 301 * 250]);
        assert_eq!(pixels.len(), 2 + 2 * 5 + 301 * 250 + 4);
        assert_eq!(raster.pixels.iter().filter(|&&pixel| pixel != 0).count(), 1);
    }
}
