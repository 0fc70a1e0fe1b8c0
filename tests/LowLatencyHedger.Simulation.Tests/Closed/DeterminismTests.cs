using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;

namespace LowLatencyHedger.Simulation.Tests.Closed;

public sealed class DeterminismTests
{
    [Fact]
    public void Run_SameOptionsAndFaults_GivesTheSameBytes()
    {
        var first = Run(seed: 11);
        Assert.Equal(first, Run(seed: 11));
        Assert.NotEqual(first, Run(seed: 12));
    }

    private static string Run(int seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var engine = new VirtualEngine(
            new VirtualEngineOptions { Exchange = ClosedLoop.BusyMarket with { Seed = seed }, Core = ClosedLoop.Config });
        var orders = 0;
        engine.OnInput = (in InputEvent input, long _) =>
            hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in input, 1)));
        engine.OnOutput = (in OutputEvent output) =>
        {
            orders += output.Kind == OutputKind.PlaceOrder ? 1 : 0;
            hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in output, 1)));
        };
        engine.OnTradingBytes = message => hash.AppendData(message.Span);
        engine.Run(8 * Nanos.PerSecond);
        engine.CutTrading(requestsArrive: true);
        engine.Run(3 * Nanos.PerSecond);
        engine.CutMarket(requestsArrive: false);
        engine.Run(5 * Nanos.PerSecond);
        Assert.True(orders > 3, $"{orders} orders");
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
