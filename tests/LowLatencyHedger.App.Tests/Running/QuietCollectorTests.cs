using LowLatencyHedger.App.Running;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class QuietCollectorTests
{
    /// <summary>Whichever ends first, the other's mode is not put back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_TwoRunsInOneProcess_NeitherFails(bool firstEndsFirst)
    {
        var first = new QuietCollector(noCollectionMebibytes: 64);
        var second = new QuietCollector(noCollectionMebibytes: 64);
        first.Prepare();
        second.Prepare();

        (firstEndsFirst ? first : second).Dispose();
        (firstEndsFirst ? second : first).Dispose();
        second.Dispose();
    }
}
