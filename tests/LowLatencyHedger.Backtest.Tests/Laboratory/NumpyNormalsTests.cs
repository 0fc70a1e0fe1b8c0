namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>Against NumPy 1.24's <c>default_rng(11)</c>; the last digits differ, as its tables were rounded otherwise.</summary>
public sealed class NumpyNormalsTests
{
    [Fact]
    public void Next_OfSeed11_IsNumpys()
    {
        var stream = new NumpyNormals(11);

        ulong[] expected = [0x20E9FA102240CC4E, 0x7FD0AC8ACC0D7A67, 0x99FBCBDE970C647C, 0x075829B0B650EBD3];
        Assert.Equal(expected, expected.Select(_ => stream.Next()).ToArray());
    }

    /// <summary>The first ones, three of the tail, and one so late that none before it can have been drawn otherwise.</summary>
    [Fact]
    public void NextNormal_OfSeed11_IsNumpys()
    {
        var stream = new NumpyNormals(11);
        var drawn = Enumerable.Range(0, 200_000).Select(_ => stream.NextNormal()).ToArray();

        (int Index, double Value)[] expected =
        [
            (0, 0.03419276725318417), (1, 1.3597475403099617), (2, 1.2247210785859324), (3, -0.5103070767876675), (4, -0.2979695111064471),
            (2_712, 3.7315614658206586), (18_909, -3.707887820637163), (24_516, 4.87493356129406), (199_999, 1.1532610900126334),
        ];
        Assert.All(expected, one => Assert.Equal(one.Value, drawn[one.Index], 1e-13));
        Assert.Equal(-673.8316594994599, drawn.Sum(), 1e-9);
    }
}
