using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Transport.Tests;

public sealed class FrameWriterTests
{
    [Fact]
    public void Write_EveryLengthAroundTheHeaderForms_IsUnmaskedByHandToTheSamePayload()
    {
        var random = new Random(Seeds.For(nameof(Write_EveryLengthAroundTheHeaderForms_IsUnmaskedByHandToTheSamePayload), 3));
        foreach (var length in Enumerable.Range(0, 300).Concat([65534, 65535, 65536, 65537, 100_000]))
        {
            var payload = new byte[length];
            random.NextBytes(payload);
            var mask = (uint)random.NextInt64(1L << 32);
            var frame = new byte[FrameWriter.Size(length) + 3];

            var written = FrameWriter.Write(frame, FrameOpcode.Text, payload, mask);

            Assert.Equal(FrameWriter.Size(length), written);
            Assert.Equal(new byte[3], frame[written..]);
            Assert.Equal(payload, ClientFrame.Parse(frame, out var opcode, out var used));
            Assert.Equal((1, written), (opcode, used));
        }
    }
}
