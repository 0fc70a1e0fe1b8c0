using LowLatencyHedger.Simulation.Rpc.Feeds;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Subscribing and unsubscribing. Source: deribit protocol notes, section 6.</summary>
internal sealed class SubscriptionMethods
{
    private const int ChannelsMax = 500;
    private const int LabelLengthMax = 16;

    private readonly FeedHub _hub;

    public SubscriptionMethods(FeedHub hub) => _hub = hub;

    public void AddTo(Dictionary<string, RpcMethod> methods)
    {
        foreach (var scope in (ReadOnlySpan<string>)["public", "private"])
        {
            var isPrivate = scope == "private";
            methods.Add(scope + "/subscribe", new RpcMethod(
                call => Subscribe(call, isPrivate), RequestClass.Subscribe, WebSocketOnly: true));
            methods.Add(scope + "/unsubscribe", new RpcMethod(Unsubscribe, WebSocketOnly: true));
            methods.Add(scope + "/unsubscribe_all", new RpcMethod(UnsubscribeAll, WebSocketOnly: true));
        }
    }

    private RpcError Subscribe(RpcCall call, bool isPrivate)
    {
        var names = call.Params.Strings("channels");
        var label = isPrivate ? call.Params.String("label", "") : "";
        if (names.Length > ChannelsMax)
        {
            call.Params.Fail("channels", $"at most {ChannelsMax}");
        }

        if (label.Length > LabelLengthMax)
        {
            call.Params.Fail("label", $"at most {LabelLengthMax} characters");
        }

        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var channels = names.Distinct().Select(name => ChannelName.TryParse(name, out var channel) ? channel : null).OfType<ChannelName>()
            .OrderByDescending(channel => channel.Name, StringComparer.Ordinal).ToArray();
        if (call.Grant is null && channels.Any(channel => channel.Interval == ChannelInterval.Raw && !channel.IsPrivate))
        {
            return RpcError.RawNeedsLogin;
        }

        var accepted = new List<string>();
        var started = new List<Feed>();
        foreach (var channel in channels)
        {
            if (call.Connection.Subscriptions.ContainsKey(channel.Name))
            {
                accepted.Add(channel.Name);
            }
            else if (IsAllowed(call, channel, isPrivate)
                && _hub.Subscribe(channel, call.Connection, call.Grant?.Account, label) is { } feed)
            {
                call.Connection.Subscriptions.Add(channel.Name, feed);
                accepted.Add(channel.Name);
                started.Add(feed);
            }
        }

        _hub.SendSnapshots(started, call.Connection);
        return WriteNames(call, accepted);
    }

    private static bool IsAllowed(RpcCall call, ChannelName channel, bool isPrivate)
    {
        if (!channel.IsPrivate)
        {
            return true;
        }

        var area = channel.Kind is ChannelKind.UserPortfolio or ChannelKind.UserLock or ChannelKind.UserAccessLog
            ? AccessArea.Account
            : AccessArea.Trade;
        return isPrivate && call.Grant!.Scope.Allows(area, AccessLevel.Read);
    }

    private RpcError Unsubscribe(RpcCall call)
    {
        var names = call.Params.Strings("channels");
        if (call.Params.Error is { IsError: true } error)
        {
            return error;
        }

        var ended = new List<string>();
        foreach (var name in names.Distinct().OrderDescending(StringComparer.Ordinal))
        {
            if (call.Connection.Subscriptions.Remove(name, out var feed))
            {
                _hub.Unsubscribe(feed, call.Connection);
                ended.Add(name);
            }
        }

        return WriteNames(call, ended);
    }

    private RpcError UnsubscribeAll(RpcCall call)
    {
        _hub.UnsubscribeAll(call.Connection);
        call.Writer.WriteStringValue("ok");
        return RpcError.None;
    }

    private static RpcError WriteNames(RpcCall call, List<string> names)
    {
        call.Writer.WriteStartArray();
        foreach (var name in names)
        {
            call.Writer.WriteStringValue(name);
        }

        call.Writer.WriteEndArray();
        return RpcError.None;
    }
}
