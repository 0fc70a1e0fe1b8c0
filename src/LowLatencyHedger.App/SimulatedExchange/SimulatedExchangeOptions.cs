using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.App.SimulatedExchange;

/// <summary>What <c>hedger simulate-exchange</c> serves. The market starts at the wall clock's time and runs in real time.</summary>
public sealed record SimulatedExchangeOptions
{
    /// <summary>Port on 127.0.0.1; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>The market, the account and its credentials.</summary>
    public ExchangeOptions Exchange { get; init; } = new();

    /// <summary>Request limits.</summary>
    public RpcServerOptions Rpc { get; init; } = new();

    /// <summary>Reads the <c>--market</c> flag: <c>gbm</c>, <c>jumps</c> or <c>recorded:PATH</c>; null for anything else.</summary>
    public static ExchangeOptions? WithMarket(ExchangeOptions exchange, string market) => market switch
    {
        "gbm" => exchange with { Market = MarketModel.Gbm },
        "jumps" => exchange with { Market = MarketModel.Jumps },
        ['r', 'e', 'c', 'o', 'r', 'd', 'e', 'd', ':', .. { Length: > 0 } path] =>
            exchange with { Market = MarketModel.Recorded, RecordedPath = path },
        _ => null,
    };
}
