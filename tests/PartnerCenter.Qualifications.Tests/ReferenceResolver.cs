using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PartnerCenter.Qualifications.Tests;

/// <summary>
/// Follows the references of assemblies through their metadata, without loading any of them.
/// </summary>
internal sealed class ReferenceResolver : IDisposable
{
    private readonly List<PEReader> _files = [];
    private readonly Dictionary<string, MetadataReader> _framework = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(MetadataReader Reader, string Space, string Name), (MetadataReader Reader, TypeDefinitionHandle Type)?> _types = [];
    private readonly Dictionary<string, MetadataReader> _module = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="framework">What the framework and PowerShell bring along; looked at first, as the runtime does.</param>
    /// <param name="module">What the module's folder holds.</param>
    public ReferenceResolver(IEnumerable<string> framework, IEnumerable<string> module)
    {
        foreach (var file in framework)
        {
            Open(file, _framework);
        }

        foreach (var file in module)
        {
            Open(file, _module);
        }
    }

    public IEnumerable<string> Assemblies => _module.Keys;

    /// <summary>How many references to members were followed.</summary>
    public int MembersSeen { get; private set; }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>What a reference of the module's assembly leads to nowhere, in words.</summary>
    public IEnumerable<string> Unresolved(string assembly)
    {
        var reader = _module[assembly];
        var missing = new HashSet<string>();
        foreach (var handle in reader.AssemblyReferences)
        {
            if (Find(reader, handle) is null)
            {
                var reference = reader.GetAssemblyReference(handle);
                missing.Add($"assembly {reader.GetString(reference.Name)} {reference.Version}");
            }
        }

        foreach (var handle in reader.TypeReferences)
        {
            if (Find(reader, handle) is null)
            {
                missing.Add($"type {NameOf(reader, handle)}");
            }
        }

        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (TypeOf(reader, member.Parent) is { } parent && Find(reader, parent) is { } type)
            {
                MembersSeen++;
                if (!HasMember(type, reader, member))
                {
                    missing.Add($"member {NameOf(reader, parent)}.{reader.GetString(member.Name)}");
                }
            }
        }

        return missing.Order(StringComparer.Ordinal);
    }

    private void Open(string file, Dictionary<string, MetadataReader> place)
    {
        var image = new PEReader(File.OpenRead(file));
        _files.Add(image);
        if (image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } reader)
        {
            place[reader.GetString(reader.GetAssemblyDefinition().Name)] = reader;
        }
    }

    // The framework serves every version up to its own; beyond that, and for everything else, the module's handler is asked, which gives what is in
    // the folder, whatever its version. A lower one than was compiled against would lack things.
    private MetadataReader? Find(MetadataReader reader, AssemblyReferenceHandle handle)
    {
        var reference = reader.GetAssemblyReference(handle);
        var name = reader.GetString(reference.Name);
        return new[] { _framework, _module }
            .Select(place => place.GetValueOrDefault(name))
            .FirstOrDefault(candidate => candidate is not null
                && candidate.GetAssemblyDefinition() is var found
                && found.Version >= reference.Version
                && Token(candidate.GetBlobContent(found.PublicKey)).SequenceEqual(Token(reader.GetBlobContent(reference.PublicKeyOrToken))));
    }

    private static byte[] Token(ImmutableArray<byte> key)
    {
        if (key.Length <= 8)
        {
            return [.. key];
        }

        // A public key token is the end of the key's SHA-1, backwards.
#pragma warning disable CA5350
        var hash = System.Security.Cryptography.SHA1.HashData(key.AsSpan());
#pragma warning restore CA5350
        return [.. hash.Reverse().Take(8)];
    }

    private (MetadataReader Reader, TypeDefinitionHandle Type)? Find(MetadataReader reader, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            return (reader, (TypeDefinitionHandle)handle);
        }

        var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
        var space = reader.GetString(reference.Namespace);
        var name = reader.GetString(reference.Name);
        switch (reference.ResolutionScope.Kind)
        {
            case HandleKind.AssemblyReference:
                return Find(reader, (AssemblyReferenceHandle)reference.ResolutionScope) is { } assembly ? Find(assembly, space, name) : null;
            case HandleKind.TypeReference:
                return Find(reader, reference.ResolutionScope) is { } outer ? Nested(outer.Reader, outer.Type, name) : null;
            default:
                return Find(reader, space, name);
        }
    }

    private (MetadataReader Reader, TypeDefinitionHandle Type)? Find(MetadataReader reader, string space, string name) =>
        _types.TryGetValue((reader, space, name), out var known) ? known : _types[(reader, space, name)] = Search(reader, space, name);

    private (MetadataReader Reader, TypeDefinitionHandle Type)? Search(MetadataReader reader, string space, string name)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (!type.IsNested && reader.StringComparer.Equals(type.Name, name) && reader.StringComparer.Equals(type.Namespace, space))
            {
                return (reader, handle);
            }
        }

        foreach (var handle in reader.ExportedTypes)
        {
            var type = reader.GetExportedType(handle);
            if (type.Implementation.Kind == HandleKind.AssemblyReference
                && reader.StringComparer.Equals(type.Name, name)
                && reader.StringComparer.Equals(type.Namespace, space))
            {
                return Find(reader, (AssemblyReferenceHandle)type.Implementation) is { } next ? Find(next, space, name) : null;
            }
        }

        return null;
    }

    private static (MetadataReader Reader, TypeDefinitionHandle Type)? Nested(MetadataReader reader, TypeDefinitionHandle outer, string name)
    {
        foreach (var handle in reader.GetTypeDefinition(outer).GetNestedTypes())
        {
            if (reader.StringComparer.Equals(reader.GetTypeDefinition(handle).Name, name))
            {
                return (reader, handle);
            }
        }

        return null;
    }

    // The type that declares a member, without its type arguments; none for arrays, whose members are the runtime's, and for methods of the assembly itself.
    private static EntityHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind is HandleKind.TypeReference)
        {
            return parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        var signature = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadSignatureTypeCode();
        return signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } type ? type : null;
    }

    // By name and number of parameters, up to the base types.
    private bool HasMember((MetadataReader Reader, TypeDefinitionHandle Type) type, MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        var parameters = member.GetKind() == MemberReferenceKind.Method ? Parameters(reader, member.Signature) : -1;
        for ((MetadataReader Reader, TypeDefinitionHandle Type)? at = type; at is { } current;)
        {
            var definition = current.Reader.GetTypeDefinition(current.Type);
            var found = parameters < 0
                ? definition.GetFields().Any(field => current.Reader.StringComparer.Equals(current.Reader.GetFieldDefinition(field).Name, name))
                : definition.GetMethods().Select(current.Reader.GetMethodDefinition)
                    .Any(method => current.Reader.StringComparer.Equals(method.Name, name) && Parameters(current.Reader, method.Signature) == parameters);
            if (found)
            {
                return true;
            }

            var above = definition.BaseType;
            at = above.IsNil ? null
                : above.Kind == HandleKind.TypeSpecification ? TypeOf(current.Reader, above) is { } generic ? Find(current.Reader, generic) : null
                : Find(current.Reader, above);
        }

        return false;
    }

    private static int Parameters(MetadataReader reader, BlobHandle signature)
    {
        var blob = reader.GetBlobReader(signature);
        if (blob.ReadSignatureHeader().IsGeneric)
        {
            blob.ReadCompressedInteger();
        }

        return blob.ReadCompressedInteger();
    }

    private static string NameOf(MetadataReader reader, EntityHandle handle)
    {
        var type = reader.GetTypeReference((TypeReferenceHandle)handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, type.ResolutionScope)}/{reader.GetString(type.Name)}"
            : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
