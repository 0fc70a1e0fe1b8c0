using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>The two production sessions with one table, as in the engine. Equal calls make them send equal bytes.</summary>
internal sealed class SessionPair : ICredentials, INonceSource
{
    private ulong _nonce;

    public SessionPair(IInputPublisher publisher, SessionLink marketLink, SessionLink tradingLink)
    {
        var table = new InstrumentTable(4096, 16);
        UnderlyingSettings[] underlyings =
        [
            .. EngineCases.Config.Underlyings.Select(config => new UnderlyingSettings
            {
                IndexName = config.IndexName,
                Currency = config.SettlementCurrency,
                HedgeInstruments = [config.HedgeInstrument],
            }),
        ];
        Market = new MarketDataSession(
            new MarketDataSettings { Session = new SessionSettings { ConnectionId = 1 }, Underlyings = underlyings },
            table,
            marketLink,
            publisher,
            this,
            this);
        Trading = new TradingSession(
            new TradingSettings
            {
                Session = new SessionSettings { ConnectionId = 2 },
                Underlyings = underlyings,
                StartedUtcNanos = SessionCases.StartUtcNanos,
            },
            table,
            tradingLink,
            publisher,
            this,
            this);
    }

    public MarketDataSession Market { get; }

    public TradingSession Trading { get; }

    public int CopyClientId(Span<byte> destination) => Encoding.UTF8.GetBytes(EngineCases.Market.ClientId, destination);

    public int CopySecret(Span<byte> destination) => Encoding.UTF8.GetBytes(EngineCases.Market.ClientSecret, destination);

    public ulong Next() => ++_nonce;

    public void Apply(SessionCall call)
    {
        IDeribitSession session = call.IsTrading ? Trading : Market;
        var now = call.Now;
        switch (call.Kind)
        {
            case SessionCallKind.Open:
                session.OnOpen(in now);
                break;
            case SessionCallKind.Message:
                session.OnMessage(call.Message, in now);
                break;
            case SessionCallKind.Tick:
                session.OnTick(in now);
                break;
            default:
                var command = call.Command;
                session.Execute(in command, in now);
                break;
        }
    }
}
