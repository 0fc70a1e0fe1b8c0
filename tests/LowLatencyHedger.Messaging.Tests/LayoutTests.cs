using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class LayoutTests
{
    /// <summary>Every padded type: its size, and the words that share its lines.</summary>
    [Theory]
    [InlineData(typeof(Sequence), Sequence.Size, 1)]
    [InlineData(typeof(ProducerCounters), ProducerCounters.Size, 3)]
    [InlineData(typeof(CycleCounters), CycleCounters.Size, 3)]
    public void PaddedType_Fields_AreFarFromBothEnds(Type type, int size, int fields)
    {
        var offsets = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => (int)Marshal.OffsetOf(type, field.Name))
            .Order()
            .ToList();

        Assert.Equal(size, RuntimeHelpers.SizeOf(type.TypeHandle));
        Assert.Equal(Enumerable.Range(0, fields).Select(i => Sequence.Padding + (8 * i)), offsets);
        Assert.Equal(Sequence.Padding, size - offsets[^1] - sizeof(long));
    }
}
