using System.Text.Json;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>One request envelope, taken apart.</summary>
/// <param name="Method">Such as <c>public/test</c>, without leading slash.</param>
/// <param name="Params">Named parameters; undefined when there are none.</param>
/// <param name="Id">Echoed as it came; undefined when absent.</param>
/// <param name="FromQuery">The parameters are texts of a URL query.</param>
public readonly record struct RpcRequest(string Method, JsonElement Params, JsonElement Id = default, bool FromQuery = false)
{
    /// <summary>Reads the envelope of a parsed message. On error the id is still set when there is one.</summary>
    public static RpcError Read(JsonElement message, out RpcRequest request)
    {
        request = new RpcRequest("", default);
        if (message.ValueKind != JsonValueKind.Object)
        {
            return RpcError.InvalidRequest;
        }

        message.TryGetProperty("id"u8, out var id);
        request = request with { Id = id };
        if (!message.TryGetProperty("method"u8, out var method) || method.ValueKind != JsonValueKind.String)
        {
            return RpcError.InvalidRequest;
        }

        message.TryGetProperty("params"u8, out var values);
        if (values.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            return RpcError.MissingParams;
        }

        request = new RpcRequest(method.GetString()!, values, id);
        return RpcError.None;
    }
}
