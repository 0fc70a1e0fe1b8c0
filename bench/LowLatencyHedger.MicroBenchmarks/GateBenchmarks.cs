using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>The risk gate over an order that passes every control.</summary>
[MemoryDiagnoser]
public class GateBenchmarks
{
    private readonly GateProbe _gate = new();

    /// <summary>The conditions that make the trading state.</summary>
    [Benchmark]
    public TradingState Conditions() => _gate.Assess();

    /// <summary>The same, and all controls of one order.</summary>
    [Benchmark]
    public ReasonCode ConditionsAndOrder() => _gate.Check();
}
